package io.penumbra.cli.cluster;

import io.penumbra.cli.PfsCommand;
import picocli.CommandLine.Command;

@Command(
        name = "repair",
        description = "Copies that are missing, and are made again.",
        subcommands = RepairStatusCommand.class,
        footer = {"", "Examples:", "  pfs repair status"})
public final class RepairCommand extends PfsCommand {
    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return 0;
    }
}
