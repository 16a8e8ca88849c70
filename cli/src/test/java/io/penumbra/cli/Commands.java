package io.penumbra.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.cli.RunningCluster.Ran;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Runs commands of pfs in this JVM: one for each takes longer than the command. */
record Commands(RunningCluster cluster) {
    private static final Set<String> WITH_SUBCOMMANDS = Set.of("repair", "scrub", "gc");

    /** What it printed, once it ended well. */
    String ok(String... arguments) {
        var ran = run(arguments);
        assertThat(ran.code()).as("%s: %s", List.of(arguments), ran.err() + ran.out()).isZero();
        return ran.out();
    }

    Ran run(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        var line = Pfs.commandLine(arguments);
        line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        var asked = new ArrayList<>(List.of(arguments));
        int words = WITH_SUBCOMMANDS.contains(arguments[0]) ? 2 : 1;
        asked.addAll(words, List.of("--master", cluster.masters()));
        int code = line.execute(asked.toArray(String[]::new));
        line.getOut().flush();
        line.getErr().flush();
        return new Ran(code, out.toString(), err.toString());
    }
}
