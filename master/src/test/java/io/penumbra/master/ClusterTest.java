package io.penumbra.master;

import static io.penumbra.master.Realm.codeOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.Limits;
import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ClientId;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.decide.LeaderCommand;
import io.penumbra.master.state.Chunk;
import io.penumbra.master.state.ChunkTable;
import io.penumbra.master.state.SettingTable;
import io.penumbra.proto.EventMessage;
import io.penumbra.proto.EventsQuery;
import io.penumbra.proto.Grant;
import io.penumbra.proto.Lookup;
import io.penumbra.proto.Member;
import io.penumbra.proto.Query;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Grants, releases, seals, sessions and epochs. */
final class ClusterTest {
    private final Realm realm = Realm.of(3);
    private final TestClient client = TestClient.open(realm, 1);

    @Test
    void aGrantSaysAllThatAWriterNeeds() {
        var granted =
                client.grant(
                                Grant.newBuilder()
                                        .setChunks(2)
                                        .setInodes(5)
                                        .setStorageClass("replicated")
                                        .setNear("host-3"))
                        .getGranted();
        assertThat(granted.getInodes()).isEqualTo(5);
        assertThat(granted.getChunksList()).hasSize(2);
        var chunk = granted.getChunks(0);
        assertThat(chunk.getDurability()).isEqualTo("replicated");
        assertThat(chunk.getFromOffset()).isEqualTo(ChunkFormat.HEADER_BYTES);
        assertThat(chunk.getBytesMax()).isEqualTo(ChunkFormat.CHUNK_BYTES);
        assertThat(chunk.getMembersList()).hasSize(3).allMatch(Member::getLive);
        assertThat(chunk.getMembers(0).getServer()).isEqualTo("cs-3");
        assertThat(chunk.getMembers(0).getEndpoint().getPort()).isEqualTo(7103);
    }

    @Test
    void aGrantBeyondItsLimitsIsRefused() {
        for (var grant :
                List.of(
                        Grant.newBuilder().setChunks(Limits.GRANT_CHUNKS_MAX + 1),
                        Grant.newBuilder().setInodes(Limits.GRANT_INODES_MAX + 1),
                        Grant.newBuilder().setInodes(-1),
                        Grant.newBuilder().setChunks(1).setStorageClass("gold"))) {
            assertThat(codeOf(client.grant(grant))).isEqualTo(RefusalCode.INVALID_ARGUMENT);
        }
        for (int i = 0; i < 16; i++) {
            client.grantChunks(16);
        }
        assertThat(codeOf(client.grant(Grant.newBuilder().setChunks(1))))
                .isEqualTo(RefusalCode.OVERLOADED);
    }

    @Test
    void oneCopyIsEnoughOnlyWhereThereNeverWereTwoServers() {
        var alone = Realm.of(1);
        var granted = TestClient.open(alone, 1).grantChunks(1);
        assertThat(granted.getChunks(0).getMembersCount()).isEqualTo(1);
        realm.serversAre(
                Realm.server("cs-1", 1, true),
                Realm.server("cs-2", 2, false),
                Realm.server("cs-3", 3, false));
        assertThat(codeOf(client.grant(Grant.newBuilder().setChunks(1))))
                .isEqualTo(RefusalCode.TOO_FEW_SERVERS);
    }

    @Test
    void aReleaseBeginsASealOnceAndTellsWhy() throws RefusedException {
        var grant = client.grantChunks(1).getChunks(0);
        var id = new ChunkId(grant.getChunk());
        assertThat(client.release(grant, 500, "cs-2 failed").hasDone()).isTrue();
        var chunk = ChunkTable.require(realm.state(), id);
        assertThat(chunk.isSealing()).isTrue();
        assertThat(chunk.version().value()).isEqualTo(grant.getVersion() + 1);
        assertThat(chunk.length()).isEqualTo(500);
        assertThat(client.release(grant, 500, "again").hasDone()).isTrue();
        assertThat(ChunkTable.require(realm.state(), id)).isEqualTo(chunk);
        var last = events().getLast();
        assertThat(last.getLevel()).isEqualTo("warning");
        assertThat(last.getText()).contains("cs-2 failed");
        var other = TestClient.open(realm, 2);
        assertThat(codeOf(other.release(grant, 500, ""))).isEqualTo(RefusalCode.STALE_CHUNK);
    }

    @Test
    void aReleaseThatClaimsTheImpossibleIsRefused() {
        var grant = client.grantChunks(1).getChunks(0);
        assertThat(codeOf(client.release(grant, ChunkFormat.CHUNK_BYTES + 1, "")))
                .isEqualTo(RefusalCode.INVALID_ARGUMENT);
        assertThat(codeOf(client.release(grant, -1, ""))).isEqualTo(RefusalCode.INVALID_ARGUMENT);
    }

    /** What was decided of other members, or before a seal, changes nothing. */
    @Test
    void aCopiedChunkIsOnItsNewMembersUnlessThingsHaveChanged() throws RefusedException {
        client.commit(client.file("/f", 100));
        var id = new ChunkId(client.chunk().getChunk());
        var before = ChunkTable.require(realm.state(), id).members();
        var after = List.of(before.get(0), before.get(1), new ServerId("cs-9"));
        assertThat(codeOf(realm.lead(new LeaderCommand.SetMembers(id, before, after, "copied"))))
                .isEqualTo(RefusalCode.STALE_CHUNK);
        realm.lead(new LeaderCommand.BeginSeal(id, "a member is silent"));
        realm.lead(new LeaderCommand.BeginSeal(id, "a member is silent"));
        realm.finishSeals();
        assertThat(realm.lead(new LeaderCommand.SetMembers(id, before, after, "copied")).hasDone())
                .isTrue();
        assertThat(ChunkTable.require(realm.state(), id).members()).isEqualTo(after);
        assertThat(codeOf(realm.lead(new LeaderCommand.SetMembers(id, before, after, "copied"))))
                .isEqualTo(RefusalCode.STALE_CHUNK);
    }

    /** Hazard 41: a dead client's chunks are sealed with its session. */
    @Test
    void theEndOfASessionSealsWhatItWasWriting() {
        client.commit(client.file("/f", 100));
        var written = new ChunkId(client.chunk().getChunk());
        var unused = new ChunkId(client.grantChunks(1).getChunks(0).getChunk());
        realm.lead(new LeaderCommand.EndSession(new ClientId(client.id), "silent for 10 s"));
        assertThat(ChunkTable.sealing(realm.state())).containsExactly(written, unused);
        assertThat(ChunkTable.writing(realm.state(), new ClientId(client.id))).isEmpty();
        assertThat(realm.finishSeal(unused, 0).hasDone()).isTrue();
        realm.finishSeals();
        assertThat(ChunkTable.require(realm.state(), written).phase())
                .isInstanceOf(Chunk.Phase.Sealed.class);
        realm.lead(new LeaderCommand.EndSession(new ClientId(client.id), "again"));
        assertThat(realm.lastRecords()).isEmpty();
    }

    @Test
    void liveMembersComeFirst() throws RefusedException {
        client.commit(client.file("/f", 100));
        realm.serversAre(
                Realm.server("cs-1", 1, false),
                Realm.server("cs-2", 2, true),
                Realm.server("cs-3", 3, false));
        var layout =
                realm.ask(Query.newBuilder().setLookup(Lookup.newBuilder().setPath("/f")).build())
                        .getLayout();
        assertThat(layout.getFile().getCopies()).isEqualTo(1);
        assertThat(layout.getChunks(0).getMembersList())
                .extracting(Member::getLive)
                .containsExactly(true, false, false);
    }

    @Test
    void serversJoinOnce() {
        var join = new LeaderCommand.JoinServer(new ServerId("cs-1"), "h", "r");
        realm.lead(join);
        assertThat(realm.lastRecords()).isEmpty();
        assertThat(SettingTable.servers(realm.state())).hasSize(3);
    }

    @Test
    void everyDecisionIsAnEvent() throws RefusedException {
        assertThat(events())
                .extracting(EventMessage::getText)
                .first()
                .asString()
                .contains("started, led by the master at m:7000");
        client.endSession();
        assertThat(events().getLast().getText()).contains("session ended");
    }

    private List<EventMessage> events() throws RefusedException {
        return realm.ask(Query.newBuilder().setEvents(EventsQuery.getDefaultInstance()).build())
                .getEvents()
                .getEventsList();
    }
}
