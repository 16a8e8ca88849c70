package io.penumbra.simulation;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penumbra.core.InvariantViolation;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.simulation.Act.Told;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What a run's clients saw is judged: the good pass, and each way to lose or invent does not. */
final class HistoryTest {
    private static final String ONE = "/d/one";
    private static final String TWO = "/d/two";

    private final History history = new History(() -> 0);
    private final Content content = history.newContent(100);
    private final Content other = history.newContent(100);

    private void told(String path, Function<Told, Act> act, Told told) {
        history.answered(history.asked(path, act.apply(new Told.Nothing())), act.apply(told));
    }

    private void written(String path, Content written) {
        told(path, told -> new Act.Write(path, written, told), new Told.Done());
    }

    private void renamed(Told told) {
        told(TWO, each -> new Act.Rename(ONE, TWO, each), told);
    }

    private void sees(String path, Optional<Content> seen) {
        history.sawContent(path, seen.map(List::of), history.looks());
    }

    private void fits() {
        assertThatCode(history::judge).doesNotThrowAnyException();
    }

    private void doesNotFit() {
        assertThatThrownBy(history::judge).isInstanceOf(InvariantViolation.class);
    }

    @Test
    void aRenamedFileIsThereAndNoLongerHere() {
        written(ONE, content);
        renamed(new Told.Done());
        sees(TWO, Optional.of(content));
        sees(ONE, Optional.empty());
        history.sawNames("/d", Set.of(TWO), history.looks());
        fits();
    }

    @Test
    void aRenameHalfDoneDoesNotFit() {
        written(ONE, content);
        renamed(new Told.Done());
        sees(ONE, Optional.of(content));
        doesNotFit();
    }

    /** Hazard 38: a retry that is told "not found" of what it did itself. */
    @Test
    void aRenameRefusedThoughItsSourceIsThereDoesNotFit() {
        written(ONE, content);
        renamed(new Told.Refused(RefusalCode.NOT_FOUND));
        doesNotFit();
    }

    private void appended(Content piece, long offset) {
        told(
                ONE,
                told -> new Act.Append(ONE, piece, OptionalLong.of(offset), told),
                new Told.Done());
    }

    @Test
    void whatWasAppendedStandsWhereItWasTold() {
        written(ONE, content);
        appended(other, content.length());
        history.sawContent(ONE, Optional.of(List.of(content, other)), history.looks());
        fits();
        appended(other, content.length());
        doesNotFit();
    }

    /** Hazard 35. */
    @Test
    void whatWasAppendedTwiceDoesNotFit() {
        written(ONE, content);
        appended(other, content.length());
        history.sawContent(ONE, Optional.of(List.of(content, other, other)), history.looks());
        doesNotFit();
    }

    @Test
    void anAcknowledgedWriteThatIsGoneDoesNotFit() {
        written(ONE, content);
        sees(ONE, Optional.empty());
        doesNotFit();
    }

    @Test
    void anOldContentAfterANewOneDoesNotFit() {
        written(ONE, content);
        written(ONE, other);
        sees(ONE, Optional.of(content));
        doesNotFit();
    }

    @Test
    void aListingThatLacksAFileDoesNotFit() {
        written(ONE, content);
        written(TWO, other);
        history.sawNames("/d", Set.of(ONE), history.looks());
        doesNotFit();
    }

    @Test
    void aDeleteThatNobodyAnsweredMayHappenOnceButNotTwice() {
        written(ONE, content);
        history.asked(ONE, new Act.Delete(ONE, new Told.Nothing()));
        sees(ONE, Optional.empty());
        fits();
        written(ONE, other);
        sees(ONE, Optional.empty());
        doesNotFit();
    }
}
