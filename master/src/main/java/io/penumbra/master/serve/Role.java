package io.penumbra.master.serve;

import io.penumbra.core.id.Epoch;
import io.penumbra.core.port.Address;
import io.penumbra.master.lead.Leadership;
import java.util.Optional;

/** What this process is to its cluster right now. */
public sealed interface Role {
    /** The highest epoch that it knows of. */
    Epoch epoch();

    /** Who leads, as far as it knows. */
    Optional<Address> leader();

    record Following(Epoch epoch, Optional<Address> leader) implements Role {}

    record Leading(Leadership leadership) implements Role {
        @Override
        public Epoch epoch() {
            return leadership.epoch();
        }

        @Override
        public Optional<Address> leader() {
            return Optional.of(leadership.endpoint());
        }
    }
}
