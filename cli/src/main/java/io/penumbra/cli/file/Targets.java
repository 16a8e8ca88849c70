package io.penumbra.cli.file;

import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.gateway.http.FileUrl;
import io.penumbra.zclient.FileStatus;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Where each of several goes that are renamed or copied. */
record Targets(List<String> sources, String target, boolean isDirectory) {
    static Targets of(ZClient client, List<String> operands) throws IOException, RefusedException {
        var text = operands.getLast();
        var target = FileUrl.absolute(text);
        boolean directory = client.find(target).map(FileStatus::isDirectory).orElse(false);
        if (!directory && (operands.size() > 2 || text.endsWith("/"))) {
            throw new RefusedException(
                    RefusalCode.NOT_A_DIRECTORY, text, "is no directory; make it first");
        }
        var sources = new ArrayList<String>();
        for (var operand : operands.subList(0, operands.size() - 1)) {
            sources.add(FileUrl.absolute(operand));
        }
        return new Targets(List.copyOf(sources), target, directory);
    }

    private boolean isRoot() {
        return target.equals("/");
    }

    String of(String source) throws RefusedException {
        return isDirectory
                ? FileUrl.absolute(
                        (isRoot() ? "" : target) + source.substring(source.lastIndexOf('/')))
                : target;
    }
}
