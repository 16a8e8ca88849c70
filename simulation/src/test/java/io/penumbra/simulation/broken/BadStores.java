package io.penumbra.simulation.broken;

import io.penumbra.core.port.StateStore;
import io.penumbra.testkit.state.ForwardingStore;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Stores that lose something, or show what was. */
public final class BadStores {
    private static final int BATCHES_PER_LOSS = 30;
    private static final int PUTS_PER_LOSS = 20;

    /** Begin the keys of pieces by their content, and by their places. */
    private static final Set<Byte> PIECES = Set.of((byte) 'D', (byte) 'P');

    /** Begins the key of each outcome that is kept for repeated commands. */
    private static final byte OUTCOMES = 'o';

    private BadStores() {}

    /** Now and then the first change of a batch is forgotten. */
    public static StateStore losingChanges(StateStore store) {
        return new ForwardingStore(store) {
            private int batches;

            @Override
            public void write(List<Put> batch) throws IOException {
                boolean loses = ++batches % BATCHES_PER_LOSS == 0;
                super.write(loses ? batch.subList(1, batch.size()) : batch);
            }
        };
    }

    /** A batch becomes two, and between them the process may end. */
    public static StateStore tearing(StateStore store) {
        return new ForwardingStore(store) {
            @Override
            public void write(List<Put> batch) throws IOException {
                int half = batch.size() / 2;
                super.write(batch.subList(half, batch.size()));
                super.write(batch.subList(0, half));
            }
        };
    }

    /** A snapshot shows what was there when the one before was taken. */
    public static StateStore stale(StateStore store) {
        return new ForwardingStore(store) {
            private @Nullable Snapshot before;

            @Override
            public Snapshot snapshot() {
                var shown = before == null ? super.snapshot() : before;
                before = super.snapshot();
                return shown;
            }
        };
    }

    /** A piece can be found, and named by commits, when nothing uses it any more. */
    public static StateStore keepingPieces(StateStore store) {
        return new ForwardingStore(store) {
            @Override
            public void write(List<Put> batch) throws IOException {
                super.write(
                        batch.stream()
                                .filter(put ->
                                        put.value() != null || !PIECES.contains(put.key()[0]))
                                .toList());
            }
        };
    }

    /** What became of a command is not remembered. */
    public static StateStore forgettingOutcomes(StateStore store) {
        return new ForwardingStore(store) {
            @Override
            public byte @Nullable [] get(byte[] key) {
                return key[0] == OUTCOMES ? null : super.get(key);
            }
        };
    }

    /** Nothing is ever put into a table. */
    public static StateStore losingTable(StateStore store, char table) {
        return new ForwardingStore(store) {
            @Override
            public void write(List<Put> batch) throws IOException {
                super.write(batch.stream().filter(put -> put.key()[0] != table).toList());
            }
        };
    }

    /** What is removed from a table stays in it. */
    public static StateStore keepingTable(StateStore store, char table) {
        return new ForwardingStore(store) {
            @Override
            public void write(List<Put> batch) throws IOException {
                super.write(
                        batch.stream()
                                .filter(put -> put.value() != null || put.key()[0] != table)
                                .toList());
            }
        };
    }

    /** A table of which some changes are forgotten, by all masters alike. */
    public static StateStore forgetting(StateStore store, char table) {
        return new ForwardingStore(store) {
            @Override
            public void write(List<Put> batch) throws IOException {
                super.write(
                        batch.stream()
                                .filter(put ->
                                        put.key()[0] != table
                                                || Arrays.hashCode(put.value()) % PUTS_PER_LOSS
                                                        != 0)
                                .toList());
            }
        };
    }
}
