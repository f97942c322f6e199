package org.hypergrad.bench.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;

class PtxLoadsTest {

  private static final String KERNEL =
      """
      .visible .entry sparseProductOfFloats(
      )
      {
      	ld.param.u64 	%rd1, [sparseProductOfFloats_param_1];
      	ld.param.u64 	%rd2, [sparseProductOfFloats_param_2];
      	ld.param.u64 	%rd3, [sparseProductOfFloats_param_11];
      	ld.param.u32 	%r1, [sparseProductOfFloats_param_4];
      	cvta.to.global.u64 	%rd4, %rd1;
      	cvta.to.global.u64 	%rd5, %rd2;
      	cvta.to.global.u64 	%rd6, %rd3;
      	mul.wide.s32 	%rd7, %r1, 4;
      	add.s64 	%rd8, %rd4, %rd7;
      	ld.global.nc.u32 	%r2, [%rd8];
      	add.s64 	%rd9, %rd5, %rd7;
      	@%p1 ld.global.nc.f32 	%f1, [%rd9+4];
      	mul.wide.s32 	%rd10, %r2, 8;
      	add.s64 	%rd11, %rd6, %rd10;
      	ld.global.nc.f64 	%fd1, [%rd11];
      	st.global.f64 	[%rd11], %fd1;
      }
      """;

  private static String without(PtxLoads.Role... roles) {
    return PtxLoads.without(KERNEL, Set.of(roles));
  }

  @Test
  void anOperandIsFollowedFromItsAddressToItsParameter() {
    assertThat(without()).isEqualTo(KERNEL);
    assertThat(without(PtxLoads.Role.VECTOR))
        .isEqualTo(
            KERNEL.replace("ld.global.nc.f64 \t%fd1, [%rd11]", "mov.f64 %fd1, 0d0000000000000000"));
    assertThat(without(PtxLoads.Role.VALUES))
        .isEqualTo(
            KERNEL.replace(
                "@%p1 ld.global.nc.f32 \t%f1, [%rd9+4]", "@%p1 mov.f32 %f1, 0f00000000"));
    assertThat(without(PtxLoads.Role.INDICES))
        .isEqualTo(KERNEL.replace("ld.global.nc.u32 \t%r2, [%rd8]", "mov.u32 %r2, 0"));
  }

  @Test
  void anAddressThatIsNotUnderstoodIsRefused() {
    String unknown = KERNEL.replace("add.s64 \t%rd9, %rd5, %rd7;", "");
    assertThatThrownBy(() -> PtxLoads.without(unknown, Set.of(PtxLoads.Role.VALUES)))
        .hasMessageContaining("%rd9");
    String both = KERNEL.replace("%rd9, %rd5, %rd7;", "%rd9, %rd5, %rd4;");
    assertThatThrownBy(() -> PtxLoads.without(both, Set.of(PtxLoads.Role.VALUES)))
        .hasMessageContaining("two kinds");
  }
}
