package io.penumbra.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole trees go to a cluster and come back. */
@ExtendWith(OneClusterForAll.class)
final class TreesIT {
    private static final String ODD = "\u00fc \u6587%2F +\nb&\"'*";

    @TempDir Path temp;
    private final Commands pfs;
    private Path tree = Path.of("");

    TreesIT(RunningCluster cluster) {
        pfs = new Commands(cluster);
    }

    @BeforeEach
    void makeTree() throws IOException {
        tree = Files.createDirectory(temp.resolve("tree"));
        for (int i = 0; i < 40; i++) {
            var folder = Files.createDirectories(tree.resolve("d" + i % 7).resolve("e"));
            Files.write(folder.resolve("f" + i), Http.bytes(i, i * 997));
        }
        Files.write(tree.resolve("large"), Http.bytes(99, 3_000_000));
        Files.createDirectory(tree.resolve("empty"));
        Files.createDirectory(tree.resolve(ODD));
        Files.writeString(tree.resolve(ODD).resolve(ODD), "odd");
        Files.createSymbolicLink(tree.resolve("link"), Path.of("d1", "e"));
        Files.setPosixFilePermissions(
                tree.resolve("large"), PosixFilePermissions.fromString("rwxr-x---"));
    }

    @Test
    void aTreeComesBackAsItWas() throws Exception {
        assertThat(pfs.ok("put", "-r", tree.toString(), "/trees/same"))
                .matches("(?s)43 files, 3[.]\\d MiB in .* files/s, .* MiB/s\n");
        assertThat(pfs.ok("get", "-r", "/trees/same", temp.resolve("back").toString()))
                .startsWith("43 files, ");
        assertThat(described(temp.resolve("back"))).isEqualTo(described(tree));
        assertThat(pfs.ok("put", "-r", "--json", tree.toString(), "/trees/"))
                .contains("\"files\" : 43", "\"failed\" : 0");
        assertThat(pfs.ok("stat", "/trees/tree/large")).contains("0750");
    }

    /** Nothing else makes the directories that they are in. */
    @Test
    void linksAloneAreStored() throws Exception {
        var folder = Files.createDirectories(temp.resolve("links").resolve("deep"));
        Files.createSymbolicLink(folder.resolve("nowhere"), Path.of("nothing"));
        pfs.ok("put", "-r", temp.resolve("links").toString(), "/trees/links");
        assertThat(pfs.ok("ls", "-l", "/trees/links/deep")).contains("nowhere -> nothing");
    }

    @Test
    void aFileThatIsFetchedIsReadByWhoReadsOthersHere() throws Exception {
        pfs.ok("put", tree.resolve("large").toString(), "/trees/plain");
        var got = temp.resolve("got");
        pfs.ok("get", "/trees/plain", got.toString());
        var other = Files.createFile(temp.resolve("other"));
        assertThat(Files.getPosixFilePermissions(got))
                .isEqualTo(Files.getPosixFilePermissions(other));
    }

    @Test
    void theSameCommandOnceMoreCopiesWhatIsMissing() throws Exception {
        var back = temp.resolve("back").toString();
        pfs.ok("put", "-r", tree.toString(), "/trees/more");
        pfs.ok("get", "-r", "/trees/more", back);
        Files.writeString(tree.resolve("new"), "new");
        Files.write(tree.resolve("large"), Http.bytes(98, 3_000_000));
        assertThat(pfs.ok("put", "-r", "-v", tree.toString(), "/trees/more"))
                .contains("2 files", "42 files were there already", "sent /trees/more/new")
                .contains("kept /trees/more/link");
        assertThat(pfs.ok("get", "-r", "/trees/more", back))
                .contains("2 files", "42 files were there already");
        assertThat(described(temp.resolve("back"))).isEqualTo(described(tree));
    }

    @Test
    void checksumsSeeWhatLengthAndTimeDoNot() throws Exception {
        var file = tree.resolve("large");
        var time = Files.getLastModifiedTime(file);
        pfs.ok("put", "-r", tree.toString(), "/trees/sum");
        Files.write(file, Http.bytes(97, 3_000_000));
        Files.setLastModifiedTime(file, time);
        assertThat(pfs.ok("put", "-r", tree.toString(), "/trees/sum")).startsWith("0 files");
        assertThat(pfs.ok("put", "-r", "--checksum", tree.toString(), "/trees/sum"))
                .startsWith("1 files");
    }

    @Test
    void oneFileThatFailsIsNamedAndTheOthersGoOn() throws Exception {
        pfs.ok("mkdir", "-p", "/trees/way/large/in-the-way");
        var ran = pfs.run("put", "-r", tree.toString(), "/trees/way");
        assertThat(ran.code()).isEqualTo(4);
        assertThat(ran.err()).startsWith("pfs: /trees/way/large: ").hasLineCount(1);
        assertThat(ran.out()).startsWith("42 files").contains("; 1 failed");
        Files.createSymbolicLink(Files.createDirectory(temp.resolve("trap")).resolve("d1"), temp);
        var trapped = pfs.run("get", "-r", "/trees/way", temp.resolve("trap").toString());
        assertThat(trapped.err()).contains("is in the way of a directory");
        assertThat(temp.resolve("e")).doesNotExist();
    }

    @Test
    void severalFilesGoIntoADirectoryAndAClass() throws Exception {
        var names = new String[] {"d1/e/f1", "d2/e/f2"};
        var a = tree.resolve(names[0]).toString();
        var b = tree.resolve(names[1]).toString();
        assertThat(pfs.run("put", a, b, "/trees/several").err()).contains("end it in a slash");
        pfs.ok("class", "trees", "--replicas", "2");
        pfs.ok("put", "--class", "trees", a, b, "/trees/several/");
        assertThat(pfs.ok("ls", "/trees/several")).isEqualTo("f1\nf2\n");
        assertThat(pfs.ok("stat", "/trees/several/f1")).containsPattern("class +trees");
        assertThat(pfs.run("put", tree.toString(), "/trees/").err()).contains("put -r takes all");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a b", "%41", "a+b", "\u00e4\u6587\ud83d\ude00", "two\nlines", "-x", "~'\""})
    void aNameIsWhatItIs(String name) throws Exception {
        var file = Files.writeString(temp.resolve("f"), name);
        pfs.ok("put", file.toString(), "/odd names/" + name);
        assertThat(pfs.ok("ls", "/odd names")).contains(name + "\n");
        try (var client = ZClient.connect(pfs.cluster().masters())) {
            assertThat(client.readText("/odd names/" + name)).isEqualTo(name);
        }
        pfs.ok("mv", "/odd names/" + name, "/moved");
        pfs.ok("rm", "/moved");
    }

    /** Every entry below, with its kind, mode, time and bytes. */
    private static Map<String, String> described(Path root) throws Exception {
        var all = new TreeMap<String, String>();
        try (var files = Files.walk(root)) {
            for (var file : files.skip(1).toList()) {
                all.put(root.relativize(file).toString(), describe(file));
            }
        }
        return all;
    }

    private static String describe(Path file) throws Exception {
        if (Files.isSymbolicLink(file)) {
            return "link to " + Files.readSymbolicLink(file);
        }
        var mode =
                PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS));
        return Files.isDirectory(file)
                ? "directory " + mode
                : "%s %d %s"
                        .formatted(
                                mode,
                                Files.getLastModifiedTime(file).toMillis(),
                                Http.sha256(Files.readAllBytes(file)));
    }
}
