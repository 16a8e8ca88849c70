package io.penumbra.master;

import static io.penumbra.master.Realm.codeOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.penumbra.core.Limits;
import io.penumbra.core.id.Principal;
import io.penumbra.core.id.UserName;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.proto.ClassFor;
import io.penumbra.proto.ClassesQuery;
import io.penumbra.proto.Extra;
import io.penumbra.proto.FileInfo;
import io.penumbra.proto.Grant;
import io.penumbra.proto.Precondition;
import io.penumbra.proto.Query;
import io.penumbra.proto.SetAttributes;
import io.penumbra.proto.Stat;
import io.penumbra.proto.StorageClassInfo;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is known of a file beside its bytes, and who may change it. */
final class AttributesTest {
    private static final Principal BOB = new Principal(new UserName("bob"), List.of("staff"));

    private final Realm realm = Realm.of(3);
    private final TestClient client = TestClient.open(realm, 1);

    @Test
    void aRefusalNamesTheRuleTheOwnerAndTheMode() {
        client.mkdir("/private", false);
        client.set(SetAttributes.newBuilder().setPath("/private").setMode(0700));
        client.who = BOB;
        var refused = client.create("/private/f", false).getRefused();
        assertThat(RefusalCode.ofNumber(refused.getCode()))
                .isEqualTo(RefusalCode.PERMISSION_DENIED);
        assertThat(refused.getSubject()).isEqualTo("/private");
        assertThat(refused.getReason())
                .isEqualTo("bob may not pass through it: it belongs to ann:ann, mode 0700");
    }

    @Test
    void aWriterSaysWhenItsContentLastChanged() throws RefusedException {
        client.commit(client.file("/f", 10).setModifiedMillis(86_400_000));
        assertThat(stat("/f").getModifiedMillis()).isEqualTo(86_400_000);
        client.commit(client.file("/f", 20));
        assertThat(stat("/f").getModifiedMillis()).isGreaterThan(86_400_000);
        assertThat(codeOf(client.commit(client.file("/f", 10).setModifiedMillis(-1))))
                .isEqualTo(RefusalCode.INVALID_ARGUMENT);
        client.set(SetAttributes.newBuilder().setPath("/f").setMode(0666));
        var bobs = TestClient.open(realm, 2);
        bobs.who = BOB;
        assertThat(bobs.commit(bobs.file("/f", 30)).hasFile()).isTrue();
        assertThat(codeOf(bobs.commit(bobs.file("/f", 40).setModifiedMillis(0))))
                .isEqualTo(RefusalCode.PERMISSION_DENIED);
    }

    @Test
    void aGroupCountsOnlyForWhoBelongsToIt() {
        client.mkdir("/shared", false);
        client.set(SetAttributes.newBuilder().setPath("/shared").setMode(0770).setGroup("staff"));
        client.who = Principal.of(BOB.user());
        assertThat(codeOf(client.create("/shared/f", false)))
                .isEqualTo(RefusalCode.PERMISSION_DENIED);
        client.who = BOB;
        assertThat(client.create("/shared/f", false).getFile().getGroup()).isEqualTo("staff");
    }

    @Test
    void onlyTheSuperuserGivesFilesAwaySetsQuotasAndDefinesClasses() {
        client.mkdir("/bob", false);
        client.set(SetAttributes.newBuilder().setPath("/bob").setOwner("bob"));
        client.who = BOB;
        assertThat(codeOf(client.set(SetAttributes.newBuilder().setPath("/bob").setOwner("ann"))))
                .isEqualTo(RefusalCode.PERMISSION_DENIED);
        assertThat(codeOf(client.quota("/bob", 0, 1))).isEqualTo(RefusalCode.PERMISSION_DENIED);
        assertThat(codeOf(client.define(gold()))).isEqualTo(RefusalCode.PERMISSION_DENIED);
    }

    /** Hazard 45: a change of mode is no change of content. */
    @Test
    void attributesChangeWithoutANewVersionOfTheContent() throws RefusedException {
        var version = client.commit(client.file("/f", 10)).getFile().getVersion();
        realm.timePasses(5_000);
        var set = SetAttributes.newBuilder().setPath("/f").setMode(0600).setModifiedNow(true);
        var changed = client.set(set).getFile();
        assertThat(changed.getVersion()).isEqualTo(version);
        assertThat(changed.getMode()).isEqualTo(0600);
        assertThat(stat("/f")).isEqualTo(changed);
        var precondition = Precondition.newBuilder().setVersion(version);
        assertThat(client.commit(client.file("/f", 20).setPrecondition(precondition)).hasFile())
                .isTrue();
    }

    @Test
    void aTimeIsSetExactlyOrNotAtAll() {
        client.create("/f", false);
        var at = SetAttributes.newBuilder().setPath("/f").setModifiedMillis(1_234_567_890_123L);
        assertThat(client.set(at).getFile().getModifiedMillis()).isEqualTo(1_234_567_890_123L);
        assertThat(codeOf(client.set(at.setModifiedMillis(-1))))
                .isEqualTo(RefusalCode.INVALID_ARGUMENT);
        client.who = BOB;
        assertThat(codeOf(client.set(at.setModifiedMillis(5))))
                .isEqualTo(RefusalCode.PERMISSION_DENIED);
    }

    @Test
    void whatUsersNoteStaysOverReplacesAndIsBounded() throws RefusedException {
        client.commit(client.file("/f", 10));
        client.set(note("origin", 100));
        client.set(note("label", 20));
        client.commit(client.file("/f", 20));
        assertThat(stat("/f").getExtrasList())
                .extracting(Extra::getName)
                .containsExactly("label", "origin");
        client.set(SetAttributes.newBuilder().setPath("/f").addRemoveExtras("label"));
        assertThat(stat("/f").getExtrasList()).extracting(Extra::getName).containsExactly("origin");
        assertThat(codeOf(client.set(note("large", Limits.EXTRAS_BYTES_MAX - 100))))
                .isEqualTo(RefusalCode.INVALID_ARGUMENT);
    }

    private static SetAttributes.Builder note(String name, int bytes) {
        return SetAttributes.newBuilder()
                .setPath("/f")
                .addSetExtras(
                        Extra.newBuilder()
                                .setName(name)
                                .setValue(ByteString.copyFrom(new byte[bytes])));
    }

    @Test
    void aChangeThatChangesNothingIsNotRecorded() {
        client.create("/f", false);
        client.set(SetAttributes.newBuilder().setPath("/f").setMode(0644));
        assertThat(realm.lastRecords()).hasSize(1); // the outcome
    }

    @Test
    void filesInheritTheClassOfTheirDirectory() throws RefusedException {
        assertThat(client.define(gold()).hasDone()).isTrue();
        client.mkdir("/gold", false);
        client.set(SetAttributes.newBuilder().setPath("/gold").setStorageClass("gold"));
        client.mkdir("/gold/below", false);
        assertThat(client.create("/gold/below/f", false).getFile().getStorageClass())
                .isEqualTo("gold");
        var query = Query.newBuilder().setClassFor(ClassFor.newBuilder().setPath("/gold/x/y/z"));
        assertThat(realm.ask(query.build(), BOB).getClassName().getName()).isEqualTo("gold");
        assertThat(
                        codeOf(
                                client.set(
                                        SetAttributes.newBuilder()
                                                .setPath("/gold")
                                                .setStorageClass("none"))))
                .isEqualTo(RefusalCode.INVALID_ARGUMENT);
    }

    @Test
    void aClassSaysWhatItsFilesAreToBeOn() throws RefusedException {
        client.define(gold().setMedium("ssd"));
        var classes = Query.newBuilder().setClasses(ClassesQuery.getDefaultInstance()).build();
        assertThat(realm.ask(classes).getClasses().getClassesList())
                .extracting(StorageClassInfo::getMedium)
                .containsExactly("", "ssd", "");
        assertThat(codeOf(client.define(gold().setMedium("Solid State"))))
                .isEqualTo(RefusalCode.INVALID_ARGUMENT);
        client.define(gold());
        assertThat(realm.ask(classes).getClasses().getClasses(1).getMedium()).isEmpty();
    }

    /** What was granted before a class changed is committed after it all the same. */
    @Test
    void aClassChangesForWhatIsGrantedFromThenOn() throws RefusedException {
        client.define(gold());
        var grant = client.grant(Grant.newBuilder().setChunks(1).setStorageClass("gold"));
        assertThat(grant.getGranted().getChunks(0).getBytesMax()).isEqualTo(64L << 20);
        client.define(gold().setChunkBytes(1 << 20).setReplicas(2).setMinCopies(1));
        var next = client.grant(Grant.newBuilder().setChunks(1).setStorageClass("gold"));
        assertThat(next.getGranted().getChunks(0).getBytesMax()).isEqualTo(1 << 20);
        assertThat(next.getGranted().getChunks(0).getMembersCount()).isEqualTo(2);
        var classes = Query.newBuilder().setClasses(ClassesQuery.getDefaultInstance()).build();
        assertThat(realm.ask(classes).getClasses().getClassesList())
                .extracting(StorageClassInfo::getName)
                .containsExactly("default", "gold", "replicated");
    }

    @Test
    void aClassThatCannotBeIsRefused() {
        for (var wrong :
                List.of(
                        gold().setName("Gold"),
                        gold().setName(""),
                        gold().setReplicas(0),
                        gold().setReplicas(17),
                        gold().setMinCopies(4),
                        gold().setMinCopies(0),
                        gold().setDurability("perhaps"),
                        gold().setChunkBytes(1),
                        gold().setChunkBytes(1L << 40))) {
            assertThat(codeOf(client.define(wrong)))
                    .as(wrong.toString())
                    .isEqualTo(RefusalCode.INVALID_ARGUMENT);
        }
    }

    private static StorageClassInfo.Builder gold() {
        return StorageClassInfo.newBuilder()
                .setName("gold")
                .setReplicas(3)
                .setMinCopies(3)
                .setDurability("fsync")
                .setChunkBytes(64 << 20);
    }

    private FileInfo stat(String path) throws RefusedException {
        var stat = Stat.newBuilder().setPath(path);
        return realm.ask(Query.newBuilder().setStat(stat).build()).getFile();
    }
}
