package io.penumbra.cli.cluster;

import io.penumbra.cli.PfsCommand;
import picocli.CommandLine.Command;

/** What no file needs any more is given back to the disks. */
@Command(
        name = "gc",
        description = "What no file needs any more is given back to the disks.",
        subcommands = {GcStatusCommand.class, GcRunCommand.class},
        footer = {"", "Examples:", "  pfs gc status", "  pfs gc run"})
public final class GcCommand extends PfsCommand {
    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return 0;
    }
}
