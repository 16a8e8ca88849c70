package io.penumbra.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;

@Command(
        name = "completion",
        description =
                "Writes a script to standard output that has bash or zsh complete pfs commands and"
                        + " options.",
        footer = {
            "",
            "Examples:",
            "  source <(pfs completion)                           in this shell",
            "  pfs completion > /etc/bash_completion.d/pfs        in all of this machine"
        })
final class CompletionCommand extends PfsCommand {
    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        out.print(AutoComplete.bash("pfs", Pfs.commandLine()));
        out.flush();
        return 0;
    }
}
