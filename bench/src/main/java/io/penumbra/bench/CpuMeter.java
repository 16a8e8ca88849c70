package io.penumbra.bench;

import java.time.Duration;
import java.util.stream.Stream;

/** CPU time of a cluster: of the process that started it and of us, with all that these started. */
record CpuMeter(long upPid) {
    Duration total() {
        return Stream.of(upPid, ProcessHandle.current().pid())
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .flatMap(root -> Stream.concat(Stream.of(root), root.descendants()))
                .distinct()
                .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }
}
