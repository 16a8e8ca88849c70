package io.penumbra.cli.file;

import io.penumbra.cli.ClusterCommand;
import io.penumbra.cli.Table;
import io.penumbra.core.port.Address;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.gateway.http.FileUrl;
import io.penumbra.gateway.json.Json;
import io.penumbra.zclient.Piece;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "locate",
        description = "Shows which chunkservers hold a file's bytes; one that is gone in brackets.",
        footer = {
            "",
            "Examples:",
            "  pfs locate /backup.tar",
            "  pfs locate --json /backup.tar | jq -r .copies[].address"
        })
public final class LocateCommand extends ClusterCommand {
    @Option(names = "--json", description = "As JSON, one object for each piece.")
    private boolean json;

    @Mixin private AsOfOption asOf = new AsOfOption();

    @Parameters(paramLabel = "PATH", description = "A file in the cluster.")
    private String path = "";

    private record CopyJson(String server, String address, boolean live) {}

    private record PieceJson(long offset, long length, String chunk, List<CopyJson> copies) {}

    @Override
    protected void run(ZClient client) throws IOException, RefusedException {
        try (var file = asOf.of(client).open(FileUrl.absolute(path))) {
            if (json) {
                file.pieces().forEach(piece -> out().println(Json.text(toJson(piece))));
            } else {
                print(file.pieces());
            }
        }
    }

    private void print(List<Piece> pieces) {
        var table = new Table(0, 1);
        table.row("OFFSET", "LENGTH", "CHUNK", "CHUNKSERVERS");
        for (var piece : pieces) {
            var copies =
                    piece.copies().stream()
                            .map(LocateCommand::text)
                            .collect(Collectors.joining(" "));
            table.row(piece.offset(), piece.length(), piece.chunk(), copies);
        }
        table.print(out());
    }

    private static String text(Piece.Copy copy) {
        return copy.live() ? address(copy) : "[" + address(copy) + "]";
    }

    private static String address(Piece.Copy copy) {
        return copy.address().map(Address::toString).orElse(copy.server());
    }

    private static PieceJson toJson(Piece piece) {
        return new PieceJson(
                piece.offset(),
                piece.length(),
                piece.chunk().toString(),
                piece.copies().stream()
                        .map(copy -> new CopyJson(copy.server(), address(copy), copy.live()))
                        .toList());
    }
}
