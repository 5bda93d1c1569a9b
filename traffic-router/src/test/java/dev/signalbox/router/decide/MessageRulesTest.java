package dev.signalbox.router.decide;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MessageRulesTest {
    @Test
    void aPathNamesTheModelAndGoesOnUnchanged() {
        assertThat(ModelPath.parse("/v2/models/loans/infer?x=%20y"))
                .contains(new ModelPath("default", "loans", null, "/v2/models/loans/infer?x=%20y"));
        assertThat(ModelPath.parse("/v2/models/loans"))
                .contains(new ModelPath("default", "loans", null, "/v2/models/loans"));
    }

    @Test
    void aLeadingNamespaceIsTakenOff() {
        assertThat(ModelPath.parse("/bank/v2/models/loans/versions/2/infer"))
                .contains(new ModelPath("bank", "loans", "2", "/v2/models/loans/versions/2/infer"));
    }

    @Test
    void quotedNamesAreReadAndPassedOnAsTheyCame() {
        assertThat(ModelPath.parse("/v2/models/lo%61ns/ready")).hasValueSatisfying(path -> {
            assertThat(path.key()).isEqualTo("default/loans");
            assertThat(path.upstream()).isEqualTo("/v2/models/lo%61ns/ready");
        });
        assertThat(ModelPath.parse("/v2/models/%zz%00/ready"))
                .hasValueSatisfying(path -> assertThat(path.name()).isEqualTo("%zz%00"));
    }

    @Test
    void otherPathsNameNoModel() {
        for (String path :
                new String[] {"", "/", "*", "/v2", "/v2/models", "/v2/models/", "/a/b/v2/models/m", "/v1/models/m"}) {
            assertThat(ModelPath.parse(path)).as(path).isEmpty();
        }
    }

    @Test
    void onlyInferencesMayBeRepeated() {
        assertThat(ModelPath.parse("/v2/models/m/infer?a=/b").orElseThrow().infers())
                .isTrue();
        assertThat(ModelPath.parse("/v2/models/m/versions/1/infer")
                        .orElseThrow()
                        .infers())
                .isTrue();
        assertThat(ModelPath.parse("/v2/models/m/feedback").orElseThrow().infers())
                .isFalse();
        assertThat(ModelPath.parse("/v2/models/m?x=/infer").orElseThrow().infers())
                .isFalse();
    }

    @Test
    void headersOfTheConnectionStayOnIt() {
        PassedHeaders passed = PassedHeaders.of("X-Own, upgrade, Content-Length, close");
        for (String header :
                new String[] {"connection", "Keep-Alive", "TE", "Transfer-Encoding", "x-own", "EXPECT", "Trailer"}) {
            assertThat(passed.pass(header)).as(header).isFalse();
        }
        for (String header : new String[] {
            "Content-Length", "Content-Type", "Inference-Header-Content-Length", "traceparent", "Host", "User-Agent",
            "Accept", "Server", "Upgrades", "@E", "0E", ""
        }) {
            assertThat(passed.pass(header)).as(header).isTrue();
        }
        assertThat(PassedHeaders.of(null).pass("X-Own")).isTrue();
    }

    @Test
    void aRequestIdIsBoundedAndVisible() {
        assertThat(RequestId.acceptable("a-1/b")).isTrue();
        assertThat(RequestId.acceptable("x".repeat(128))).isTrue();
        assertThat(RequestId.acceptable("x".repeat(129))).isFalse();
        assertThat(RequestId.acceptable("")).isFalse();
        assertThat(RequestId.acceptable("a b")).isFalse();
        assertThat(RequestId.acceptable("a\u00e9")).isFalse();
        assertThat(RequestId.acceptable(null)).isFalse();
    }
}
