package io.penumbra.cli;

import io.penumbra.cli.chunk.ChunkCommand;
import io.penumbra.cli.cluster.ClassCommand;
import io.penumbra.cli.cluster.DfCommand;
import io.penumbra.cli.cluster.DrainCommand;
import io.penumbra.cli.cluster.EventsCommand;
import io.penumbra.cli.cluster.FsckCommand;
import io.penumbra.cli.cluster.GcCommand;
import io.penumbra.cli.cluster.MaintenanceCommand;
import io.penumbra.cli.cluster.RebalanceCommand;
import io.penumbra.cli.cluster.RepairCommand;
import io.penumbra.cli.cluster.ScrubCommand;
import io.penumbra.cli.cluster.SnapshotCommand;
import io.penumbra.cli.cluster.StatusCommand;
import io.penumbra.cli.cluster.TopCommand;
import io.penumbra.cli.file.AppendCommand;
import io.penumbra.cli.file.CatCommand;
import io.penumbra.cli.file.ChmodCommand;
import io.penumbra.cli.file.ChownCommand;
import io.penumbra.cli.file.CpCommand;
import io.penumbra.cli.file.DuCommand;
import io.penumbra.cli.file.FindCommand;
import io.penumbra.cli.file.GetCommand;
import io.penumbra.cli.file.LnCommand;
import io.penumbra.cli.file.LocateCommand;
import io.penumbra.cli.file.LockCommand;
import io.penumbra.cli.file.LsCommand;
import io.penumbra.cli.file.MkdirCommand;
import io.penumbra.cli.file.MvCommand;
import io.penumbra.cli.file.PutCommand;
import io.penumbra.cli.file.QuotaCommand;
import io.penumbra.cli.file.RmCommand;
import io.penumbra.cli.file.RmdirCommand;
import io.penumbra.cli.file.StatCommand;
import io.penumbra.cli.file.TailCommand;
import io.penumbra.cli.file.TouchCommand;
import io.penumbra.cli.file.UndeleteCommand;
import io.penumbra.cli.file.VerifyCommand;
import io.penumbra.cli.file.VersionsCommand;
import io.penumbra.cli.role.ChunkserverCommand;
import io.penumbra.cli.role.GatewayCommand;
import io.penumbra.cli.role.InitCommand;
import io.penumbra.cli.role.MasterCommand;
import io.penumbra.cli.role.ShadowMasterCommand;
import io.penumbra.cli.role.ZookeeperCommand;
import io.penumbra.cli.up.UpCommand;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code pfs} command. */
@Command(
        name = "pfs",
        description = "Penumbra, a distributed file system that loses nothing.",
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all is done",
            "1:this machine, or what it is connected to, failed; or 'verify' or 'fsck' found"
                    + " something",
            "2:wrongly asked: an option, a path, a range",
            "3:there is no such file, or no cluster",
            "4:in the way: is there already, is (not) a directory, is not empty",
            "5:not permitted",
            "6:a precondition does not hold, or somebody has a lock",
            "7:overtaken by what happened meanwhile",
            "8:the cluster cannot answer now; later it may",
            "9:no space, a quota, or too few chunkservers",
            "10:a master that lost its place",
            "11:damaged on every copy",
            "12:another cluster",
            "70:a bug",
            "78:wrong settings"
        },
        footer = {
            "",
            "Examples:",
            "  pfs up                        a whole cluster on this machine",
            "  pfs put notes.txt /docs/      store a file",
            "  pfs put -r src /projects/p    a whole directory",
            "  pfs ls -l /docs               what is there",
            "  pfs cat /docs/notes.txt       its bytes",
            "  pfs status                    every process and its state",
            "",
            "'pfs COMMAND --help' says more about each. PENUMBRA_MASTERS=host:port,... says where"
                    + " the cluster is; PENUMBRA_USER=name,group,... on whose behalf;"
                    + " PENUMBRA_SECRET_FILE=file which secret it has;"
                    + " PENUMBRA_DEBUG=1 shows where an error comes from."
        })
public final class Pfs extends PfsCommand {
    private static final Map<String, Supplier<PfsCommand>> COMMANDS = commands();

    private static Map<String, Supplier<PfsCommand>> commands() {
        var commands = new LinkedHashMap<String, Supplier<PfsCommand>>();
        commands.put("up", UpCommand::new);
        commands.put("put", PutCommand::new);
        commands.put("append", AppendCommand::new);
        commands.put("get", GetCommand::new);
        commands.put("cat", CatCommand::new);
        commands.put("tail", TailCommand::new);
        commands.put("ls", LsCommand::new);
        commands.put("find", FindCommand::new);
        commands.put("mkdir", MkdirCommand::new);
        commands.put("rmdir", RmdirCommand::new);
        commands.put("touch", TouchCommand::new);
        commands.put("ln", LnCommand::new);
        commands.put("cp", CpCommand::new);
        commands.put("mv", MvCommand::new);
        commands.put("rm", RmCommand::new);
        commands.put("undelete", UndeleteCommand::new);
        commands.put("stat", StatCommand::new);
        commands.put("locate", LocateCommand::new);
        commands.put("versions", VersionsCommand::new);
        commands.put("verify", VerifyCommand::new);
        commands.put("chmod", ChmodCommand::new);
        commands.put("chown", ChownCommand::new);
        commands.put("lock", LockCommand::new);
        commands.put("du", DuCommand::new);
        commands.put("df", DfCommand::new);
        commands.put("quota", QuotaCommand::new);
        commands.put("class", ClassCommand::new);
        commands.put("snapshot", SnapshotCommand::new);
        commands.put("status", StatusCommand::new);
        commands.put("top", TopCommand::new);
        commands.put("fsck", FsckCommand::new);
        commands.put("repair", RepairCommand::new);
        commands.put("drain", DrainCommand::new);
        commands.put("rebalance", RebalanceCommand::new);
        commands.put("maintenance", MaintenanceCommand::new);
        commands.put("gc", GcCommand::new);
        commands.put("scrub", ScrubCommand::new);
        commands.put("events", EventsCommand::new);
        commands.put("chunk", ChunkCommand::new);
        commands.put("completion", CompletionCommand::new);
        commands.put("init", InitCommand::new);
        commands.put("master", MasterCommand::new);
        commands.put("shadow-master", ShadowMasterCommand::new);
        commands.put("chunkserver", ChunkserverCommand::new);
        commands.put("gateway", GatewayCommand::new);
        commands.put("zookeeper", ZookeeperCommand::new);
        return commands;
    }

    public static void main(String[] arguments) {
        StandardOutput.install();
        int code;
        try {
            code = commandLine(arguments).execute(arguments);
        } catch (Error bug) {
            code = Failures.report(bug, new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        }
        System.out.flush();
        System.exit(code);
    }

    /** Looks into the asked command alone: into all of them takes a third of a second. */
    static CommandLine commandLine(String... arguments) {
        var root = new CommandLine(new Pfs());
        var asked = arguments.length == 0 ? null : COMMANDS.get(arguments[0]);
        if (asked != null) {
            root.addSubcommand(arguments[0], asked.get());
        } else {
            COMMANDS.forEach((name, command) -> root.addSubcommand(name, command.get()));
        }
        return root.setUsageHelpWidth(100)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Failures::misused)
                .setExecutionExceptionHandler(
                        (failure, command, _) -> Failures.report(failure, command.getErr()));
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return 0;
    }
}
