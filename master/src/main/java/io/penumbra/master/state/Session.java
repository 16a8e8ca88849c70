package io.penumbra.master.state;

import io.penumbra.core.id.Sequence;
import io.penumbra.core.id.UserName;
import io.penumbra.core.port.Address;
import io.penumbra.master.record.ClientProcess;
import java.time.Duration;
import java.util.Optional;

/** A client's session: open, or ended and remembered so that it never runs a command again. */
public sealed interface Session {
    /** A session ends when nothing is heard of its client for this long. */
    Duration TTL = Duration.ofSeconds(10);

    Stamp stamp();

    byte[] encode();

    /**
     * A client that speaks.
     *
     * @param floor outcomes of lower sequences are dropped
     */
    record Open(Stamp stamp, UserName user, ClientProcess process, Sequence floor)
            implements Session {
        private static final int FORM = 3;

        /** Without the version of the process. */
        private static final int FORM_BEFORE = 1;

        Open withFloor(Stamp now, Sequence newFloor) {
            return new Open(now, user, process, newFloor);
        }

        @Override
        public byte[] encode() {
            return new ValueWriter(FORM)
                    .stamp(stamp)
                    .text(user.value())
                    .text(process.description())
                    .text(process.role())
                    .text(process.endpoint().map(Address::toString).orElse(""))
                    .difference(process.pid())
                    .text(process.version())
                    .number(floor.value())
                    .done();
        }
    }

    record Ended(Stamp stamp, String why) implements Session {
        private static final int FORM = 2;

        @Override
        public byte[] encode() {
            return new ValueWriter(FORM).stamp(stamp).text(why).done();
        }
    }

    static Session decode(byte[] bytes) {
        var in = new ValueReader(bytes);
        int form = in.form();
        var stamp = in.stamp();
        return switch (form) {
            case Open.FORM, Open.FORM_BEFORE ->
                    new Open(
                            stamp,
                            new UserName(in.text()),
                            readProcess(in, form),
                            new Sequence(in.number()));
            case Ended.FORM -> new Ended(stamp, in.text());
            default -> throw new IllegalStateException("session of form " + form);
        };
    }

    private static ClientProcess readProcess(ValueReader in, int form) {
        var description = in.text();
        var role = in.text();
        var endpoint = in.text();
        return new ClientProcess(
                description,
                role,
                endpoint.isEmpty() ? Optional.empty() : Optional.of(Address.parse(endpoint)),
                in.difference(),
                form == Open.FORM_BEFORE ? "" : in.text());
    }
}
