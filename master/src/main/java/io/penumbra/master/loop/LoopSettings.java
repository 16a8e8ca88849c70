package io.penumbra.master.loop;

import io.penumbra.core.Limits;
import java.time.Duration;

/**
 * How the decision loop is set up.
 *
 * @param inFlightMax commits under way at once: more hides more latency, less makes bigger batches
 * @param commandsMax commands that may wait for their answer; beyond it they are refused at once
 * @param commandBytesMax the same in bytes
 * @param holdMax how long a reply may wait before its client is told to come again
 * @param tailBytesMax what the journal may hold in ZooKeeper before ordinary changes are refused
 * @param tailBytesReserved what deletes may use beyond that
 */
public record LoopSettings(
        int inFlightMax,
        int commandsMax,
        long commandBytesMax,
        Duration holdMax,
        long tailBytesMax,
        long tailBytesReserved) {
    public static final LoopSettings DEFAULT =
            new LoopSettings(
                    4,
                    16_384,
                    64L << 20,
                    Duration.ofSeconds(5),
                    Limits.TAIL_BYTES_MAX,
                    Limits.TAIL_BYTES_RESERVED);
}
