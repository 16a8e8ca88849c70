package io.penumbra.master.state;

import io.penumbra.core.id.InodeId;
import io.penumbra.core.id.Sequence;
import io.penumbra.core.id.UserName;
import io.penumbra.core.port.Address;
import io.penumbra.master.record.ClientProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A client's session: open, or ended and remembered so that it never runs a command again. */
public sealed interface Session {
    /** A session ends when nothing is heard of its client for this long. */
    Duration TTL = Duration.ofSeconds(10);

    /** Ranges of inode ids that a session can use at a time; the oldest falls out. */
    int RANGES_MAX = 32;

    Stamp stamp();

    byte[] encode();

    /** Inode ids granted to a client. */
    record InodeRange(InodeId first, int count) {
        boolean contains(InodeId inode) {
            return inode.compareTo(first) >= 0 && inode.compareTo(first.plus(count)) < 0;
        }
    }

    /**
     * A client that speaks.
     *
     * @param floor outcomes of lower sequences are dropped
     */
    record Open(
            Stamp stamp,
            UserName user,
            ClientProcess process,
            Sequence floor,
            List<InodeRange> ranges)
            implements Session {
        private static final int FORM = 1;

        public boolean mayUse(InodeId inode) {
            return ranges.stream().anyMatch(range -> range.contains(inode));
        }

        Open withFloor(Stamp now, Sequence newFloor) {
            return new Open(now, user, process, newFloor, ranges);
        }

        Open withRange(Stamp now, InodeRange range) {
            var more = new ArrayList<>(ranges);
            more.addLast(range);
            if (more.size() > RANGES_MAX) {
                more.removeFirst();
            }
            return new Open(now, user, process, floor, List.copyOf(more));
        }

        @Override
        public byte[] encode() {
            var out =
                    new ValueWriter(FORM)
                            .stamp(stamp)
                            .text(user.value())
                            .text(process.description())
                            .text(process.role())
                            .text(process.endpoint().map(Address::toString).orElse(""))
                            .difference(process.pid())
                            .number(floor.value())
                            .number(ranges.size());
            ranges.forEach(range -> out.id(range.first().value()).number(range.count()));
            return out.done();
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
            case Open.FORM -> {
                var user = new UserName(in.text());
                var process = readProcess(in);
                var floor = new Sequence(in.number());
                int count = in.count();
                var ranges = new ArrayList<InodeRange>(count);
                for (int i = 0; i < count; i++) {
                    ranges.add(new InodeRange(new InodeId(in.id()), in.count()));
                }
                yield new Open(stamp, user, process, floor, List.copyOf(ranges));
            }
            case Ended.FORM -> new Ended(stamp, in.text());
            default -> throw new IllegalStateException("session of form " + form);
        };
    }

    private static ClientProcess readProcess(ValueReader in) {
        var description = in.text();
        var role = in.text();
        var endpoint = in.text();
        return new ClientProcess(
                description,
                role,
                endpoint.isEmpty() ? Optional.empty() : Optional.of(Address.parse(endpoint)),
                in.difference());
    }
}
