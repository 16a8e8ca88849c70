package io.penumbra.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.placement.Servers;
import io.penumbra.proto.ClassFor;
import io.penumbra.proto.Query;
import io.penumbra.proto.Stat;
import io.penumbra.testkit.state.TreeStateStore;
import org.junit.jupiter.api.Test;

final class QueriesTest {
    /** The first leader of a cluster may be asked before its first batch is there. */
    @Test
    void questionsToAClusterThatIsNotFoundedYetAreToBeAskedAgain() {
        var stat = Query.newBuilder().setStat(Stat.newBuilder().setPath("/a"));
        var classFor = Query.newBuilder().setClassFor(ClassFor.newBuilder().setPath("/a"));
        assertThat(refusal(stat.build())).isEqualTo(RefusalCode.UNAVAILABLE);
        assertThat(refusal(classFor.build())).isEqualTo(RefusalCode.UNAVAILABLE);
    }

    private static RefusalCode refusal(Query query) {
        var thrown =
                catchThrowableOfType(
                        RefusedException.class,
                        () -> Queries.answer(new TreeStateStore(), query, Realm.ANN, Servers.NONE));
        return thrown.code();
    }
}
