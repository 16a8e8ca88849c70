package io.penumbra.shadow.respawn;

import static io.penumbra.shadow.respawn.Vigil.Scope.CHUNKSERVERS;
import static io.penumbra.shadow.respawn.Vigil.Scope.EVERYBODY;
import static io.penumbra.shadow.respawn.Vigil.Scope.NOBODY;
import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.port.Address;
import io.penumbra.shadow.respawn.Vigil.Act;
import io.penumbra.shadow.respawn.Vigil.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Seconds go by as the test says; a command takes none unless it says so. */
final class VigilTest {
    private static final Peer CS1 = peer("cs-1", "chunkserver", "h1");
    private static final Peer CS2 = peer("cs-2", "chunkserver", "elsewhere");
    private static final Peer SHADOW = peer("master-2", "master", "h1");

    private final Vigil vigil = new Vigil(Map.of("h1", RespawnCommand.parse("start {id}")));
    private final TreeMap<String, Peer> missing = new TreeMap<>();
    private final TreeSet<String> present = new TreeSet<>(List.of("cs-1", "cs-2", "master-2"));
    private final List<Integer> triedAt = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private Scope scope = EVERYBODY;
    private boolean startsNothing;
    private int now;

    @Test
    void whoIsMissedForFiveSecondsIsStartedAgain() {
        dies(CS1);
        secondsPass(60);
        assertThat(triedAt.getFirst()).isEqualTo(5);
        assertThat(told.getFirst())
                .isEqualTo("INFO chunkserver cs-1 on h1: died; respawn by 'start cs-1': done");
    }

    @Test
    void whoIsBackBeforeIsLeftAlone() {
        dies(CS1);
        secondsPass(4);
        isBack(CS1);
        secondsPass(60);
        assertThat(triedAt).isEmpty();
        assertThat(told).isEmpty();
    }

    @Test
    void whoComesBackIsTriedOnce() {
        dies(CS1);
        secondsPass(7);
        isBack(CS1);
        secondsPass(60);
        assertThat(triedAt).containsExactly(5);
        assertThat(told)
                .hasSize(2)
                .last()
                .isEqualTo("INFO chunkserver cs-1 on h1: is back, after 7 s");
        assertThat(vigil.warnings()).isEmpty();
    }

    @Test
    void whoEndedOnPurposeIsLeftAlone() {
        present.remove("cs-1");
        secondsPass(60);
        dies(SHADOW);
        secondsPass(6);
        missing.remove("master-2");
        secondsPass(600);
        assertThat(triedAt).containsExactly(65);
        assertThat(vigil.warnings()).isEmpty();
    }

    @Test
    void hostsWithoutACommandSeeToItThemselves() {
        dies(CS2);
        secondsPass(600);
        assertThat(triedAt).isEmpty();
        assertThat(vigil.warnings()).isEmpty();
    }

    @Test
    void aLeaderSeesToAllAShadowWithoutLeaderToChunkserversAnotherToNobody() {
        dies(CS1);
        dies(SHADOW);
        scope = NOBODY;
        secondsPass(60);
        assertThat(triedAt).isEmpty();
        scope = CHUNKSERVERS;
        secondsPass(6);
        assertThat(told).singleElement().asString().contains("cs-1");
        scope = EVERYBODY;
        secondsPass(7);
        assertThat(told).hasSize(2).last().asString().contains("master-2");
    }

    @Test
    void triesGrowRareAndTheFifthWithinTenMinutesRaisesTheAlarmOnce() {
        dies(CS1);
        secondsPass(1_800);
        assertThat(triedAt.subList(0, 7)).containsExactly(5, 15, 35, 75, 155, 315, 615);
        assertThat(told.stream().filter(each -> each.startsWith("ALARM")))
                .containsExactly(
                        "ALARM chunkserver cs-1 on h1: respawned 5 times in 10 minutes:"
                                + " somebody has to look why");
        assertThat(vigil.warnings())
                .containsExactly(
                        "chunkserver cs-1 on h1 died and is not back after %d tries to respawn it,"
                                        .formatted(triedAt.size())
                                + " the last: done");
    }

    @Test
    void whatDiesAgainAndAgainRaisesTheAlarmThoughItComesBack() {
        for (int life = 0; life < 5; life++) {
            dies(CS1);
            while (triedAt.size() == life) {
                secondsPass(1);
            }
            isBack(CS1);
            secondsPass(3);
        }
        assertThat(told).last().asString().startsWith("INFO").contains("is back");
        assertThat(told.stream().filter(each -> each.startsWith("ALARM"))).hasSize(1);
        assertThat(vigil.warnings()).containsExactly("chunkserver cs-1 on h1 dies again and again");
        secondsPass(600);
        assertThat(vigil.warnings()).isEmpty();
    }

    @Test
    void whatLivedForAMinuteIsStartedAgainWithoutDelay() {
        for (int life = 0; life < 3; life++) {
            int died = now;
            dies(CS1);
            secondsPass(10);
            assertThat(triedAt.getLast()).isEqualTo(died + 5);
            isBack(CS1);
            secondsPass(70);
        }
    }

    @Test
    void aCommandThatRunsIsWaitedForAndItsFailureIsTold() {
        startsNothing = true;
        dies(CS1);
        secondsPass(6);
        var run = new Act.Run(CS1, List.of("start", "cs-1"));
        secondsPass(30);
        assertThat(triedAt).containsExactly(5);
        vigil.tried(run, false, "exit code 255", Duration.ofSeconds(now));
        secondsPass(9);
        assertThat(triedAt).containsExactly(5);
        secondsPass(2);
        assertThat(triedAt).hasSize(2);
        assertThat(told)
                .containsExactly(
                        "WARNING chunkserver cs-1 on h1: died; respawn by 'start cs-1': exit code"
                                + " 255");
    }

    @Test
    void fewCommandsRunAtATime() {
        startsNothing = true;
        for (int i = 10; i < 30; i++) {
            dies(peer("cs-" + i, "chunkserver", "h1"));
        }
        secondsPass(60);
        assertThat(triedAt).hasSize(4);
    }

    @Test
    void afterADayItIsGivenUpAndNoLongerExpected() {
        dies(CS1);
        secondsPass(86_400 + 400);
        assertThat(missing).isEmpty();
        assertThat(told).last().asString().startsWith("ALARM").contains("given up");
        int tries = triedAt.size();
        secondsPass(1_000);
        assertThat(triedAt).hasSize(tries);
        assertThat(vigil.warnings()).isEmpty();
    }

    private static Peer peer(String id, String role, String host) {
        return new Peer(id, role, host, new Address(host, 7100), 0);
    }

    private void dies(Peer peer) {
        present.remove(peer.id());
        missing.put(peer.id(), peer);
    }

    private void isBack(Peer peer) {
        missing.remove(peer.id());
        present.add(peer.id());
    }

    private void secondsPass(int seconds) {
        for (int end = now + seconds; now < end; now++) {
            var at = Duration.ofSeconds(now);
            for (var act : vigil.look(scope, new Vigil.Sighting(present, missing), at)) {
                switch (act) {
                    case Act.Run run -> {
                        triedAt.add(now);
                        if (!startsNothing) {
                            vigil.tried(run, true, "done", at);
                        }
                    }
                    case Act.Forget(var peer) -> missing.remove(peer.id());
                }
            }
            vigil.takeNotes()
                    .forEach(note ->
                            told.add(
                                    "%s %s: %s"
                                            .formatted(note.level(), note.subject(), note.text())));
        }
    }
}
