package io.penumbra.bench;

import io.penumbra.zclient.WriteOptions;
import io.penumbra.zclient.ZClient;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** What a workload runs on: the cluster, a directory of its own, and a meter. */
record Bed(ZClient client, String masters, CpuMeter meter, String storageClass, String directory) {
    Bed(ZClient client, String masters, CpuMeter meter, String storageClass) {
        this(client, masters, meter, storageClass, "/bench/" + uniqueName());
    }

    WriteOptions options() {
        return WriteOptions.DEFAULT.withStorageClass(storageClass);
    }

    private static String uniqueName() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }
}
