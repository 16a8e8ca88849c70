package io.penumbra.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What users of a cluster notice when its processes are killed: a pause, and nothing else. */
@ExtendWith(OneClusterForAll.class)
final class FailoverIT {
    private static final int UPLOADS = 50;
    private static final int WRITERS = 50;

    private final Http http;

    FailoverIT(RunningCluster cluster) {
        http = new Http(cluster);
    }

    /** Hazards 38 and 36: what was retried over the failover happened once. */
    @Test
    void uploadsSurviveTheDeathOfTheMaster() throws Exception {
        http.cluster().shadow();
        var leader = http.cluster().leader();
        uploadsWhile("master", () -> RunningCluster.signal("KILL", leader));
        http.cluster().shadow();
    }

    @Test
    void uploadsSurviveTheDeathOfAChunkserver() throws Exception {
        var victim = http.cluster().chunkservers(3).getFirst();
        uploadsWhile("chunkserver", () -> RunningCluster.signal("KILL", victim));
        http.cluster().chunkservers(3);
    }

    private interface Blow {
        void strike() throws IOException, InterruptedException;
    }

    private void uploadsWhile(String name, Blow blow) throws Exception {
        var begun = new CountDownLatch(UPLOADS);
        var answers = new ArrayList<Future<Long>>();
        try (var writers = Executors.newFixedThreadPool(WRITERS)) {
            for (int i = 0; i < UPLOADS; i++) {
                int number = i;
                answers.add(writers.submit(() -> upload(name, number, begun)));
            }
            begun.await();
            blow.strike();
        }
        long longest = 0;
        for (var answer : answers) {
            longest = Math.max(longest, answer.get());
        }
        System.out.printf(
                "kill -9 of a %s during %d uploads: all acknowledged, longest pause %d ms%n",
                name, UPLOADS, longest / 1_000_000);
        for (int i = 0; i < UPLOADS; i++) {
            var read = http.get("/files/%s/%d".formatted(name, i));
            assertThat(read.body()).as("%s/%d", name, i).isEqualTo(Http.bytes(i, sizeOf(i)));
        }
    }

    private long upload(String name, int number, CountDownLatch begun) throws Exception {
        begun.countDown();
        long began = System.nanoTime();
        var put =
                http.put(
                        "/files/%s/%d".formatted(name, number), Http.bytes(number, sizeOf(number)));
        assertThat(put.statusCode()).as(Http.text(put)).isEqualTo(201);
        return System.nanoTime() - began;
    }

    private static int sizeOf(int number) {
        return 100_000 * (1 + number % 7);
    }
}
