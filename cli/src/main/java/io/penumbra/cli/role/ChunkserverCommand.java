package io.penumbra.cli.role;

import io.penumbra.core.refusal.RefusedException;
import io.penumbra.platform.process.FaultHandler;
import io.penumbra.platform.settings.Settings;
import io.penumbra.platform.settings.SettingsException;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "chunkserver",
        description = "Runs a chunkserver, which stores the bytes.",
        footer = {
            "",
            "Examples:",
            "  pfs chunkserver --config chunkserver.conf --init     the first start",
            "  pfs chunkserver --config chunkserver.conf",
            "  pfs chunkserver --config chunkserver.conf --init-only   after a disk was replaced",
            "  pfs chunkserver --config chunkserver.conf -D chunkserver.listen=127.0.0.1:7105",
            "",
            "docs/operations.md lists the settings."
        })
public final class ChunkserverCommand extends RoleCommand {
    @Option(
            names = "--init",
            description =
                    "Make the empty data directories those of the chunkserver that has the others, or of"
                            + " a new one. Never done unasked: an empty directory may be a disk that"
                            + " is not mounted.")
    private boolean init;

    @Option(
            names = "--init-only",
            description =
                    "Make the empty data directories those of the chunkserver that has the others, and"
                            + " end. If it runs, it takes them into service by itself.")
    private boolean initOnly;

    public ChunkserverCommand() {
        super(RoleKind.CHUNKSERVER);
    }

    @Override
    protected Optional<RunningRole> startUnlessDone(Settings settings, FaultHandler faults)
            throws IOException, RefusedException, SettingsException, InterruptedException {
        if (initOnly) {
            ChunkserverRole.formatOnly(settings);
            return Optional.empty();
        }
        return super.startUnlessDone(settings, faults);
    }

    @Override
    protected RunningRole start(Settings settings, FaultHandler faults)
            throws IOException, RefusedException, SettingsException, InterruptedException {
        return init ? ChunkserverRole.startNew(settings, faults) : super.start(settings, faults);
    }
}
