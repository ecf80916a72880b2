package io.afterimage.images.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryPlanTest {

  private static final long MEBIBYTE = 1024 * 1024;

  private static MemoryPlan container(long mebibytes, long heap) {
    return new MemoryPlan(new MemoryLimit(mebibytes * MEBIBYTE, true), heap * MEBIBYTE);
  }

  @ParameterizedTest
  @CsvSource({"1024, 410, 64", "1024, 410, 2", "2048, 819, 64", "4096, 1024, 64", "4096, 1024, 2"})
  void shouldStayBelowContainersLimit(long limit, long heap, int cores) {
    MemoryPlan plan = container(limit, heap);
    int workers = plan.workers(cores);
    long planned =
        heap * MEBIBYTE
            + MemoryPlan.FIXED_BYTES
            + workers * MemoryPlan.WORKER_BYTES
            + plan.decodeBytes(workers);

    assertThat(planned).isLessThanOrEqualTo(limit * MEBIBYTE);
    assertThat(plan.shortage(workers, plan.decodeBytes(workers))).isEmpty();
  }

  @Test
  void shouldBoundWorkersByMemoryWhereNoProcessorLimitIsSet() {
    assertThat(container(1024, 410).workers(64)).isLessThan(4);
    assertThat(container(64 * 1024, 1024).workers(64)).isEqualTo(64);
  }

  @Test
  void shouldLeaveHalfOfMachineThatIsShared() {
    MemoryPlan shared = new MemoryPlan(new MemoryLimit(8192 * MEBIBYTE, false), 1024 * MEBIBYTE);

    assertThat(shared.decodeBytes(2)).isEqualTo(container(4096, 1024).decodeBytes(2));
  }

  @Test
  void shouldSayWhenHeapLeavesTooLittle() {
    MemoryPlan plan = container(1024, 1024);

    assertThat(plan.workers(8)).isEqualTo(1);
    assertThat(plan.decodeBytes(1)).isEqualTo(MemoryPlan.LEAST_DECODE_BYTES);
    assertThat(plan.shortage(1, plan.decodeBytes(1)))
        .hasValueSatisfying(
            text -> assertThat(text).contains("heap of 1024 MiB", "limit 1024 MiB"));
  }
}
