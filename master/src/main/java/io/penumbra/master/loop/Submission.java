package io.penumbra.master.loop;

import io.penumbra.core.id.Principal;
import io.penumbra.master.decide.LeaderCommand;
import io.penumbra.proto.Command;

/** Something in the loop that somebody waits for. */
sealed interface Submission {
    Waiter waiter();

    long arrivedNanos();

    /** What it counts for in the bound of the inbox. */
    int bytes();

    record ByClient(Command command, Principal who, Waiter waiter, long arrivedNanos, int bytes)
            implements Submission {}

    /** What the leader asks of itself is bounded by those in it who ask. */
    record ByLeader(LeaderCommand command, Waiter waiter, long arrivedNanos) implements Submission {
        @Override
        public int bytes() {
            return 0;
        }
    }

    /** An answer that is read already and lacks only the proof that this leader still leads. */
    record Read(Waiter waiter, long arrivedNanos) implements Submission {
        @Override
        public int bytes() {
            return 0;
        }
    }
}
