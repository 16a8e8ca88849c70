package io.penumbra.gateway.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penumbra.core.id.RequestId;
import io.penumbra.core.refusal.Problem;
import io.penumbra.core.refusal.Refusal;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ProblemTest {
    @Test
    void aProblemSaysWhatAndWhereAndWhoAsked() {
        var refusal = new Refusal(RefusalCode.NOT_FOUND, "/a \"b\"", "no such file");
        assertThat(Json.text(Problem.of(refusal, new RequestId("r1"))))
                .isEqualTo(
                        """
                        {"type":"urn:penumbra:not-found","title":"Not found","status":404,\
                        "detail":"no such file","code":"NOT_FOUND","path":"/a \\"b\\"",\
                        "requestId":"r1"}\
                        """);
    }

    @ParameterizedTest
    @EnumSource(RefusalCode.class)
    void everyRefusalHasAProblem(RefusalCode code) {
        var problem = Problem.of(new Refusal(code, "", "x"), RequestId.NONE);
        assertThat(problem.status()).isEqualTo(code.http());
        assertThat(problem.type()).matches("urn:penumbra:[a-z-]+");
    }

    record Named(String path) {}

    @Test
    void aBodyThatDoesNotFitIsNamed() {
        assertThatThrownBy(() -> read("{\"pth\":1}", "{\"path\":…}"))
                .hasMessage("the body has an unknown field 'pth'; expected {\"path\":…}");
        assertThatThrownBy(() -> read("{\"path\":", "x"))
                .hasMessageContaining("is not JSON (line 1, column 9)");
        assertThatThrownBy(() -> read("null", "x")).hasMessageContaining("is null");
        assertThatThrownBy(() -> read("[1]", "x")).hasMessageContaining("does not fit");
    }

    private static Named read(String body, String expected) throws RefusedException {
        return Json.read(body.getBytes(StandardCharsets.UTF_8), Named.class, expected);
    }
}
