package io.penumbra.cli.cluster;

import io.penumbra.core.port.Address;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.zclient.ProcessStatus;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.util.List;

/** The chunkservers that somebody means. */
final class Chunkservers {
    private Chunkservers() {}

    /** Those of these names or addresses; all that live if there are none. */
    static List<ProcessStatus> named(ZClient client, List<String> names)
            throws IOException, RefusedException {
        var all =
                client.cluster().processes().stream()
                        .filter(process -> process.role().equals("chunkserver"))
                        .toList();
        if (names.isEmpty()) {
            return all.stream().filter(ProcessStatus::live).toList();
        }
        for (var name : names) {
            if (all.stream().noneMatch(process -> isNamed(process, name))) {
                throw new RefusedException(
                        RefusalCode.NOT_FOUND, name, "no chunkserver has this name or address");
            }
        }
        return all.stream()
                .filter(process -> names.stream().anyMatch(name -> isNamed(process, name)))
                .toList();
    }

    private static boolean isNamed(ProcessStatus process, String name) {
        return process.id().equals(name) || address(process).equals(name);
    }

    static String address(ProcessStatus process) {
        return process.address().map(Address::toString).orElse("-");
    }

    /** The name of the one at this address; else the text itself, which is a name then. */
    static String nameOf(ZClient client, String text) throws IOException {
        return client.cluster().processes().stream()
                .filter(it -> it.role().equals("chunkserver") && address(it).equals(text))
                .map(ProcessStatus::id)
                .findFirst()
                .orElse(text);
    }
}
