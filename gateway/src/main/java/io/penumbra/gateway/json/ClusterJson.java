package io.penumbra.gateway.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.penumbra.core.port.Address;
import io.penumbra.zclient.BalanceStatus;
import io.penumbra.zclient.ClusterStatus;
import io.penumbra.zclient.DirectoryStatus;
import io.penumbra.zclient.ProcessStatus;
import io.penumbra.zclient.RepairStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cluster as its leader sees it.
 *
 * @param reclaimLeft files and directories of deleted trees that are not reclaimed yet
 * @param repair copies that are missing
 * @param balance how evenly copies are spread
 * @param zookeepers where ZooKeeper answers
 * @param warnings what is wrong, in words; empty when all is well
 */
public record ClusterJson(
        String cluster,
        long epoch,
        long lastIndex,
        long tailBytes,
        long reclaimLeft,
        RepairStatus repair,
        BalanceStatus balance,
        List<String> zookeepers,
        List<String> warnings,
        List<ProcessJson> processes) {
    /**
     * One process of it.
     *
     * @param role "master", "shadow-master", "chunkserver" or "gateway"
     * @param version of its program
     * @param state "leader", "shadow" or "serving"
     * @param lag records that a shadow is behind
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ProcessJson(
            String role,
            String id,
            @Nullable String address,
            long pid,
            @Nullable String version,
            long epoch,
            boolean live,
            String state,
            @Nullable Long capacityBytes,
            @Nullable Long freeBytes,
            @Nullable Long chunks,
            @Nullable Long lag,
            @Nullable Integer httpPort,
            @Nullable List<DirectoryJson> directories) {
        static ProcessJson of(ProcessStatus process) {
            boolean stores = process.role().equals("chunkserver");
            return new ProcessJson(
                    process.role(),
                    process.id(),
                    process.address().map(Address::toString).orElse(null),
                    process.pid(),
                    process.version().isEmpty() ? null : process.version(),
                    process.epoch().value(),
                    process.live(),
                    process.state(),
                    stores ? process.capacityBytes() : null,
                    stores ? process.freeBytes() : null,
                    stores ? process.chunks() : null,
                    process.state().equals("shadow") ? process.lag() : null,
                    process.httpPort() == 0 ? null : process.httpPort(),
                    stores ? process.directories().stream().map(DirectoryJson::of).toList() : null);
        }
    }

    /**
     * A data directory of a chunkserver.
     *
     * @param wrong what is wrong with it, in words; absent if nothing is
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record DirectoryJson(
            String directory,
            String medium,
            @Nullable String wrong,
            long capacityBytes,
            long freeBytes,
            long chunks) {
        static DirectoryJson of(DirectoryStatus directory) {
            return new DirectoryJson(
                    directory.name(),
                    directory.medium(),
                    directory.isHealthy() ? null : directory.wrong(),
                    directory.capacityBytes(),
                    directory.freeBytes(),
                    directory.chunks());
        }
    }

    public static ClusterJson of(ClusterStatus status) {
        return new ClusterJson(
                status.cluster().value(),
                status.epoch().value(),
                status.lastIndex().value(),
                status.tailBytes(),
                status.reclaimLeft(),
                status.repair(),
                status.balance(),
                status.zookeepers().stream().map(Address::toString).toList(),
                status.warnings(),
                status.processes().stream().map(ProcessJson::of).toList());
    }
}
