package io.penumbra.zclient.data;

import io.penumbra.core.Invariant;
import io.penumbra.core.refusal.RefusedException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a file into pieces at multiples of their size, and sends only what is not stored already.
 * While one is looked for, the next is read. Confined to the thread that adds to the file.
 */
final class Pieces {
    /** Read, and not known yet whether they are stored. */
    private static final int WAITING_MAX = 1;

    private final PieceSearch search;
    private final Upload upload;
    private final ArrayDeque<PieceSearch.Asked> waiting = new ArrayDeque<>();
    private final List<Run> present = new ArrayList<>();
    private int presentBytes;

    Pieces(PieceSearch search, Upload upload) {
        this.search = search;
        this.upload = upload;
    }

    /** How many bytes are left of the present piece. */
    int room() {
        return search.pieceBytes() - presentBytes;
    }

    void add(Run run) throws IOException, RefusedException, InterruptedException {
        Invariant.check(run.length() <= room(), "a run over the end of a piece");
        presentBytes += run.length();
        present.add(run);
        if (room() == 0) {
            endPiece();
            place(WAITING_MAX);
        }
    }

    /** No more will be added. */
    void finish() throws IOException, RefusedException, InterruptedException {
        if (presentBytes > 0) {
            endPiece();
        }
        place(0);
    }

    private void endPiece() {
        waiting.add(search.ask(new WholePiece(present, presentBytes)));
        present.clear();
        presentBytes = 0;
    }

    /** In the order of the file, until so few wait. */
    private void place(int waitingMax) throws IOException, RefusedException, InterruptedException {
        while (!waiting.isEmpty()
                && (waiting.size() > waitingMax || waiting.element().isAnswered())) {
            var asked = waiting.remove();
            var answer = asked.await();
            if (answer.found().isPresent()) {
                upload.addFound(asked.piece(), answer.sha256(), answer.found().get());
                continue;
            }
            var same = upload.sameBefore(answer.sha256(), asked.piece().length());
            if (same.isPresent()) {
                upload.addSame(asked.piece(), same.get());
            } else {
                upload.send(asked.piece(), answer.sha256());
            }
        }
    }
}
