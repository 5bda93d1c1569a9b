package dev.signalbox.router.decide;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GrpcTest {
    private static final String INFER = "/inference.GRPCInferenceService/ModelInfer";

    @ParameterizedTest
    @CsvSource({"loans,default/loans", "bank/loans,bank/loans", "' bank/loans ',bank/loans", "a/b/c,a/b/c"})
    void theMetadataNameTheModel(String metadata, String key) {
        ModelPath path = new GrpcCall(INFER, metadata).modelPath().orElseThrow();
        assertThat(path.key()).isEqualTo(key);
        assertThat(path.upstream()).isEqualTo(INFER);
        assertThat(path.infers()).isTrue();
        assertThat(path.isFeedback()).isFalse();
    }

    @Test
    void withoutThemThereIsNoModel() {
        assertThat(new GrpcCall(INFER, null).modelPath()).isEmpty();
        assertThat(new GrpcCall(INFER, " ").modelPath()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/grpc", "application/grpc+proto", "application/grpc;charset=utf-8"})
    void grpcIsKnownByItsContentType(String type) {
        assertThat(GrpcCall.named(type)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/grpc-web", "application/json", "application/grp", ""})
    void otherContentTypesAreNotGrpc(String type) {
        assertThat(GrpcCall.named(type)).isFalse();
    }

    @Test
    void onlyWhatChangesNothingCanBeAskedAgain() {
        assertThat(GrpcCall.question(INFER)).isTrue();
        assertThat(GrpcCall.question("/inference.GRPCInferenceService/RepositoryModelLoad"))
                .isFalse();
        assertThat(GrpcCall.question("/inference.GRPCInferenceService/ModelStreamInfer"))
                .isFalse();
        assertThat(GrpcCall.question("/own.Talk/Echo")).isFalse();
    }

    @ParameterizedTest
    @EnumSource(GrpcStatus.class)
    void aStatusIsReadAsItIsWritten(GrpcStatus status) {
        assertThat(GrpcStatus.of(Integer.toString(status.code()))).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "17", "x", "-1", "100", "1 "})
    void whatIsNoStatusIsUnknown(String code) {
        assertThat(GrpcStatus.of(code)).isEqualTo(GrpcStatus.UNKNOWN);
        assertThat(GrpcStatus.of(null)).isEqualTo(GrpcStatus.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource({
        "404,NOT_FOUND",
        "503,UNAVAILABLE",
        "504,DEADLINE_EXCEEDED",
        "413,RESOURCE_EXHAUSTED",
        "400,INVALID_ARGUMENT"
    })
    void theRoutersOwnAnswersHaveAStatus(int http, GrpcStatus status) {
        assertThat(GrpcStatus.ofHttp(http)).isEqualTo(status);
    }

    @Test
    void aMessageIsWrittenInVisibleAscii() {
        assertThat(GrpcStatus.message("100 % \"ok\"\né")).isEqualTo("100 %25 \"ok\"%0A%C3%A9");
    }

    @ParameterizedTest
    @CsvSource({"1S,1000", "250m,250", "99999999n,99", "1u,1", "2M,120000", "1H,3600000", "0S,1"})
    void aTimeoutIsANumberAndAUnit(String header, long millis) {
        assertThat(GrpcTimeout.millis(header)).hasValue(millis);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "S", "1", "1s", "-1S", "123456789S", "1.5S"})
    void whatIsNoTimeoutIsNone(String header) {
        assertThat(GrpcTimeout.millis(header)).isEmpty();
    }
}
