package io.penumbra.bench;

import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Clients that write files of names never used before, each after the other, until they are ended;
 * then all is read again: every file that was acknowledged and no other.
 */
final class Writers {
    private static final int FILE_BYTES = 4_096;

    private final List<Writer> writers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    private Writers() {}

    static Writers start(String masters, int count, String directory) throws IOException {
        var crowd = new Writers();
        for (int i = 0; i < count; i++) {
            var writer = new Writer(ZClient.connect(masters), directory + "/" + i);
            crowd.writers.add(writer);
            crowd.threads.add(Thread.ofPlatform().start(writer));
        }
        return crowd;
    }

    /** Returns when everything is read again. */
    void end() throws InterruptedException {
        writers.forEach(writer -> writer.ended = true);
        for (var thread : threads) {
            thread.join();
        }
    }

    // The rest is for after the end.
    List<String> wrong() {
        return writers.stream().map(it -> it.wrong).filter(it -> !it.isEmpty()).toList();
    }

    int acknowledged() {
        return writers.stream().mapToInt(it -> it.written).sum();
    }

    /** The longest that one of the clients waited for an acknowledgement. */
    double longestOfOneMillis() {
        return writers.stream().mapToDouble(it -> longestMillis(it.times.stream())).max().orElse(0);
    }

    /** The longest in which none of the clients got any. */
    double longestOfAllMillis() {
        return longestMillis(writers.stream().flatMap(it -> it.times.stream()).sorted());
    }

    private static double longestMillis(Stream<Long> times) {
        long longest = 0;
        long last = Long.MAX_VALUE;
        for (long time : times.toList()) {
            longest = Math.max(longest, time - Math.min(last, time));
            last = time;
        }
        return longest / 1e6;
    }

    private static final class Writer implements Runnable {
        private final ZClient client;
        private final String directory;
        private volatile boolean ended;
        private int written;
        private final List<Long> times = new ArrayList<>();
        private String wrong = "";

        Writer(ZClient client, String directory) {
            this.client = client;
            this.directory = directory;
        }

        @Override
        public void run() {
            try (client) {
                while (!ended) {
                    client.write(path(written), content(written));
                    written++;
                    times.add(System.nanoTime());
                }
                check();
            } catch (IOException e) {
                wrong = directory + ": " + e;
            }
        }

        private void check() throws IOException {
            var there = new TreeSet<String>();
            client.list(directory).forEach(entry -> there.add(entry.path()));
            for (int i = 0; i < written; i++) {
                if (!there.remove(path(i))
                        || !Arrays.equals(client.readBytes(path(i)), content(i))) {
                    wrong = path(i) + " was acknowledged, and is not there or has other content";
                }
            }
            if (!there.isEmpty()) {
                wrong = "never written, and there: " + there;
            }
            if (written == 0) {
                wrong = directory + ": nothing was acknowledged at all";
            }
        }

        private String path(int number) {
            return directory + "/" + number;
        }

        private static byte[] content(int number) {
            var bytes = new byte[FILE_BYTES];
            Arrays.fill(bytes, (byte) number);
            return bytes;
        }
    }
}
