package io.penumbra.bench;

import io.penumbra.zclient.ZClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Clients that append to one file until they are ended, while another reads it. What that one sees
 * only ever grows; in the end each record stands there once, each client's in order.
 */
final class Appenders {
    private static final int RECORD_BYTES = 12;

    private final String path;
    private final ZClient client;
    private final List<Appender> appenders = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Reader reader = new Reader();

    private Appenders(ZClient client, String path) {
        this.client = client;
        this.path = path;
    }

    /**
     * @param records that each appends at most
     */
    static Appenders start(String masters, int count, String path, int records) throws IOException {
        var crowd = new Appenders(ZClient.connect(masters), path);
        if (count == 0) {
            return crowd;
        }
        crowd.client.write(path, new byte[0]);
        for (int i = 0; i < count; i++) {
            var appender = crowd.new Appender(ZClient.connect(masters), i, records);
            crowd.appenders.add(appender);
            crowd.threads.add(Thread.ofPlatform().start(appender));
        }
        crowd.threads.add(Thread.ofPlatform().start(crowd.reader));
        return crowd;
    }

    /** Whether each appender has appended all, or failed. */
    boolean isDone() {
        return appenders.stream().allMatch(it -> it.done);
    }

    /** Returns when everything is read again; says what is wrong. */
    List<String> end() throws IOException, InterruptedException {
        appenders.forEach(appender -> appender.ended = true);
        reader.ended = true;
        for (var thread : threads) {
            thread.join();
        }
        var wrong = new ArrayList<String>();
        try (client) {
            if (appenders.isEmpty()) {
                return wrong;
            }
            var expected = new int[appenders.size()];
            for (var record : records(client.readBytes(path))) {
                int from = Integer.parseInt(record.substring(0, 3));
                int number = Integer.parseInt(record.substring(4, RECORD_BYTES - 1));
                if (number != expected[from]++) {
                    wrong.add(
                            "%s holds record %d of client %d where %d should be"
                                    .formatted(path, number, from, expected[from] - 1));
                }
            }
            for (var appender : appenders) {
                if (!appender.wrong.isEmpty()) {
                    wrong.add(appender.wrong);
                } else if (expected[appender.id] != appender.written) {
                    wrong.add(
                            "%s holds %d records of client %d, %d were acknowledged"
                                    .formatted(
                                            path,
                                            expected[appender.id],
                                            appender.id,
                                            appender.written));
                }
            }
        }
        if (!reader.wrong.isEmpty()) {
            wrong.add(reader.wrong);
        }
        return wrong;
    }

    /** After the end. */
    int acknowledged() {
        return appenders.stream().mapToInt(it -> it.written).sum();
    }

    private static List<String> records(byte[] content) {
        var text = new String(content, StandardCharsets.US_ASCII);
        var records = new ArrayList<String>();
        for (int at = 0; at < text.length(); at += RECORD_BYTES) {
            records.add(text.substring(at, Math.min(text.length(), at + RECORD_BYTES)));
        }
        return records;
    }

    private final class Appender implements Runnable {
        private final ZClient own;
        private final int id;
        private final int records;
        private volatile boolean ended;
        private volatile boolean done;
        private int written;
        private String wrong = "";

        Appender(ZClient own, int id, int records) {
            this.own = own;
            this.id = id;
            this.records = records;
        }

        @Override
        public void run() {
            try (own) {
                while (!ended && written < records) {
                    var record = String.format(Locale.ROOT, "%03d %07d\n", id, written);
                    own.append(path, record.getBytes(StandardCharsets.US_ASCII));
                    written++;
                }
            } catch (IOException e) {
                wrong = "client %d cannot append to %s: %s".formatted(id, path, e);
            } finally {
                done = true;
            }
        }
    }

    /** Reads on from where it was, and all of it again whenever the file has grown by a quarter. */
    private final class Reader implements Runnable {
        private static final int AGAIN = 4;

        private volatile boolean ended;
        private String wrong = "";

        @Override
        public void run() {
            var seen = new ByteArrayOutputStream();
            int compared = 0;
            while (!ended && wrong.isEmpty()) {
                boolean whole = seen.size() >= compared + compared / AGAIN;
                int from = whole ? 0 : seen.size();
                try (var file = client.open(path, from, Long.MAX_VALUE);
                        var bytes = file.stream()) {
                    var now = bytes.readAllBytes();
                    if (whole) {
                        compare(seen.toByteArray(), now);
                        compared = now.length;
                    }
                    seen.write(now, seen.size() - from, now.length - (seen.size() - from));
                } catch (IOException e) {
                    wrong = "%s cannot be read: %s".formatted(path, e);
                }
            }
        }

        private void compare(byte[] seen, byte[] now) {
            int differ = Arrays.mismatch(seen, now);
            if (differ >= 0 && differ < seen.length) {
                wrong = "%s changed at byte %d under its reader".formatted(path, differ);
            }
        }
    }
}
