package io.penumbra.shadow.node;

import io.penumbra.core.port.Address;
import io.penumbra.master.archive.ArchiveSettings;
import io.penumbra.master.collect.CollectSettings;
import io.penumbra.master.repair.BalanceSettings;
import io.penumbra.master.repair.RepairSettings;
import io.penumbra.platform.settings.Settings;
import io.penumbra.platform.settings.SettingsException;
import io.penumbra.shadow.respawn.RespawnCommand;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How a master is set up, whether it leads or follows. Immutable; read once.
 *
 * @param dataDirectory holds its copy of the state; nothing in it that cannot be rebuilt
 * @param listen where it listens; port 0 takes a free one
 * @param advertisedHost the name by which others reach it
 * @param httpPort where it says over HTTP how it is, beside its own port; 0: nowhere
 * @param cacheBytes of the state kept in memory: bigger makes lookups of many files faster
 * @param archiveDirectory where older versions kept what leaves the journal, shared by all masters;
 *     it is read, and moved to the chunkservers
 * @param historyWindow how long what was replaced or deleted can still be seen and given back
 * @param repair how eagerly missing copies are made again
 * @param balance how fast copies move from fuller chunkservers to emptier ones
 * @param collect when what is no longer needed goes from the disks
 * @param respawn by host, how what died there is started again; other hosts see to it themselves
 */
public record MasterSettings(
        Path dataDirectory,
        Address listen,
        String advertisedHost,
        int httpPort,
        long cacheBytes,
        Optional<Path> archiveDirectory,
        ArchiveSettings archiveSettings,
        Duration historyWindow,
        RepairSettings repair,
        BalanceSettings balance,
        CollectSettings collect,
        Map<String, RespawnCommand> respawn) {
    public static final Duration HISTORY_WINDOW = Duration.ofMinutes(30);

    private static final int PORT_MAX = 65_535;
    private static final int TIDY_PARTS_MAX = 1_000_000;
    private static final long CACHE_BYTES_MIN = 8L << 20;

    /** Twice as many must fit the catalog, which is one znode. */
    private static final int CHECKPOINT_SEGMENTS_MAX = 1_000;

    public MasterSettings {
        respawn = Map.copyOf(respawn);
        if (advertisedHost.isEmpty()) {
            throw new IllegalArgumentException("a master needs an advertised host");
        }
        if (cacheBytes < CACHE_BYTES_MIN) {
            throw new IllegalArgumentException("master.cache: at least 8MiB");
        }
    }

    /** Takes what begins with {@code master.} and {@code respawn.}. */
    public static MasterSettings from(Settings settings) throws SettingsException {
        var listen = settings.address("master.listen", new Address("127.0.0.1", 7000));
        return new MasterSettings(
                settings.path("master.data-directory"),
                listen,
                settings.string("master.advertised-host", listen.host()),
                settings.integer("master.http-port", 0, 0, PORT_MAX),
                settings.bytes("master.cache", 64L << 20),
                settings.optional("master.archive-directory").map(Path::of),
                archive(settings),
                settings.duration("master.history-window", HISTORY_WINDOW),
                repair(settings),
                new BalanceSettings(
                        BalanceSettings.DEFAULT.lookEvery(),
                        settings.bytes(
                                "master.rebalance-rate", BalanceSettings.DEFAULT.bytesPerSecond())),
                collect(settings),
                settings.below("respawn.", "HOST", RespawnCommand::parse));
    }

    private static RepairSettings repair(Settings settings) throws SettingsException {
        var otherwise = RepairSettings.DEFAULT;
        return new RepairSettings(
                settings.duration("master.repair-grace", otherwise.grace()),
                settings.bytes("master.repair-rate", otherwise.bytesPerSecond()));
    }

    private static CollectSettings collect(Settings settings) throws SettingsException {
        var otherwise = CollectSettings.DEFAULT;
        return new CollectSettings(
                settings.duration("master.gc-interval", otherwise.interval()),
                settings.bytes("master.gc-rate", otherwise.bytesPerSecond()),
                settings.integer("master.tidy-parts", otherwise.tidyParts(), 2, TIDY_PARTS_MAX),
                otherwise.silence());
    }

    private static ArchiveSettings archive(Settings settings) throws SettingsException {
        var otherwise = ArchiveSettings.DEFAULT;
        return new ArchiveSettings(
                settings.bytes("master.segment-bytes", otherwise.segmentBytes()),
                settings.integer(
                        "master.segment-entries", otherwise.segmentEntries(), 1, Integer.MAX_VALUE),
                settings.duration("master.segment-age", otherwise.segmentAge()),
                settings.integer(
                        "master.checkpoint-segments",
                        otherwise.checkpointSegments(),
                        1,
                        CHECKPOINT_SEGMENTS_MAX),
                settings.integer(
                        "master.checkpoint-percent",
                        otherwise.checkpointPercent(),
                        1,
                        Integer.MAX_VALUE));
    }
}
