package io.penumbra.cli.role;

import io.penumbra.cli.PfsCommand;
import io.penumbra.core.refusal.RefusedException;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "init",
        description = {
            "Makes a new cluster in a ZooKeeper that holds none. Nothing else does, so that a blank"
                    + " ZooKeeper is never mistaken for a new cluster. You become its superuser."
        },
        footer = {"", "Examples:", "  pfs init --zookeeper zk1:2181,zk2:2181,zk3:2181"})
public final class InitCommand extends PfsCommand {
    @Option(
            names = "--zookeeper",
            paramLabel = "HOST:PORT,...",
            defaultValue = "localhost:2181",
            description = "The ZooKeeper servers (default: localhost:2181).")
    private String zookeeper = "localhost:2181";

    @Override
    public Integer call() throws IOException, RefusedException, InterruptedException {
        var cluster = NewCluster.make(zookeeper);
        spec.commandLine().getOut().printf("cluster %s is made%n", cluster);
        return 0;
    }
}
