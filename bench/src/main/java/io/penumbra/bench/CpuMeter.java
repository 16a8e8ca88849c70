package io.penumbra.bench;

import java.time.Duration;
import java.util.stream.Stream;

/** CPU time of a cluster: of the process that started it, all that this one started, and us. */
record CpuMeter(long upPid) {
    Duration total() {
        var cluster =
                ProcessHandle.of(upPid)
                        .map(up -> Stream.concat(Stream.of(up), up.descendants()))
                        .orElse(Stream.empty());
        return Stream.concat(cluster, Stream.of(ProcessHandle.current()))
                .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }
}
