package io.penumbra.cli.transfer;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Draws a line anew on the terminal while something goes on; nothing where there is none. */
final class Watch implements AutoCloseable {
    private static final Duration EVERY = Duration.ofMillis(250);

    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread drawing;

    private Watch(Supplier<String> line) {
        drawing = Thread.ofVirtual().name("progress").start(() -> draw(line));
    }

    static Watch of(Supplier<String> line) {
        return new Watch(Terminal.isWatched() ? line : () -> "");
    }

    private void draw(Supplier<String> line) {
        boolean shown = false;
        try {
            while (!over.await(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                var text = line.get();
                shown |= !text.isEmpty();
                if (shown) {
                    System.err.print("\r" + text + "\033[K");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (shown) {
            System.err.print("\r\033[K");
        }
    }

    @Override
    public void close() {
        over.countDown();
        try {
            drawing.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
