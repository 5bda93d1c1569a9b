package dev.signalbox.server.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.server.signature.Datatype;
import dev.signalbox.server.signature.Input;
import dev.signalbox.server.signature.Output;
import dev.signalbox.server.signature.Shape;
import dev.signalbox.server.signature.Signature;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TorchScriptForwardTest {
    private static final Path MODELS = Path.of("src/test/resources/models");

    @Test
    void aRealFileTellsItsInputsAndOutputs() throws Exception {
        Signature signature = TorchScriptForward.read(MODELS.resolve("several/model.pt"));

        assertThat(signature.inputs()).extracting(Input::name).containsExactly("a", "count", "wide");
        assertThat(signature.inputs()).extracting(Input::datatype).containsOnly(Datatype.FP32);
        assertThat(signature.inputs()).extracting(Input::shape).containsOnly(Shape.ANY);
        assertThat(signature.outputs())
                .extracting(Output::name)
                .containsExactly("output_0", "output_1", "output_2", "output_3");
        assertThat(TorchScriptForward.read(MODELS.resolve("mlp/model.pt")).outputs())
                .extracting(Output::name)
                .containsExactly("output");
    }

    @Test
    void theClassIsFoundAmongOthersAndItsMethodAmongOthers() throws Exception {
        Signature signature = TorchScriptForward.signature("""
                class Other(Module):
                  def forward(self: __torch__.Other,
                    wrong: int) -> int:
                    return wrong
                class Net(Module):
                  layers : __torch__.Layers

                  def helper(self: __torch__.Net,
                    n: int) -> int:
                    return n
                  def forward(self: __torch__.___torch_mangle_4.Net,
                    input_ids: Tensor,
                    mask: Optional[Tensor]) -> Tuple[Tensor, Tensor]:
                    return (input_ids, input_ids)
                """, "Net");

        assertThat(signature.inputs()).extracting(Input::name).containsExactly("input_ids", "mask");
        assertThat(signature.outputs()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x: List[int] | Tensor | its forward must take tensors alone, got \"x: List[int]\"",
                "x: Tensor, sizes: Tuple[int, int] | Tensor | got \"sizes: Tuple[int, int]\"",
                "x: Tensor | Dict[str, Tensor] | must return a tensor or a tuple of tensors, got Dict[str, Tensor]",
                "x: Tensor | Tuple[Tensor, List[Tensor]] | got Tuple[Tensor, List[Tensor]]",
            })
    void whatIsNoTensorIsRefused(String parameters, String returned, String why) {
        String code = "class Net(Module):\n  def forward(self: __torch__.Net,\n    " + parameters + ") -> " + returned
                + ":\n    return x\n";

        assertThatThrownBy(() -> TorchScriptForward.signature(code, "Net"))
                .isInstanceOf(LoadRefused.class)
                .hasMessageContaining(why);
    }

    @Test
    void whatIsNoTorchScriptIsRefused(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("model.pt"), "no torch script");

        assertThatThrownBy(() -> TorchScriptForward.read(file))
                .isInstanceOf(LoadRefused.class)
                .hasMessage("model.pt must be a TorchScript file that PyTorch can load: it is no zip");
        assertThatThrownBy(() -> TorchScriptForward.signature("class Net(Module):\n  x : int\n", "Net"))
                .hasMessageContaining("its class Net has no forward");
    }
}
