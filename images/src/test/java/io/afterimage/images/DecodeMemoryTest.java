package io.afterimage.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.afterimage.testkit.PngFile;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class DecodeMemoryTest {

  private static final long UNIT = 2 * DecodeMemory.UNCOUNTED_BYTES;

  private final DecodeMemory memory = new DecodeMemory(10 * UNIT);

  private CompletableFuture<DecodeMemory.Reservation> reserve(long units) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return memory.reserve(units * UNIT);
          } catch (RefusedImage e) {
            throw new IllegalStateException(e);
          }
        },
        task -> new Thread(task).start());
  }

  private void awaitWaits(long waits) {
    await().until(() -> memory.waits() == waits);
  }

  @Test
  void shouldLetAllImagesReserveThatFitTogether() {
    reserve(5).join();
    reserve(5).join();

    assertThat(memory.used()).isEqualTo(memory.limit());
    assertThat(memory.waits()).isZero();
  }

  @Test
  void shouldLetImageThatTakesAllWaitForItsTurn() {
    DecodeMemory.Reservation held = reserve(1).join();
    CompletableFuture<DecodeMemory.Reservation> all = reserve(10);
    awaitWaits(1);

    assertThat(all).isNotDone();
    held.close();
    all.join().close();
    assertThat(memory.used()).isZero();
    assertThat(memory.mostUsed()).isEqualTo(memory.limit());
  }

  @Test
  void shouldServeInOrderSoThatLargeImageIsNotOvertaken() {
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    DecodeMemory.Reservation held = reserve(5).join();
    CompletableFuture<Void> large =
        reserve(10).thenAccept(reservation -> record(order, 10, reservation));
    awaitWaits(1);
    CompletableFuture<Void> small =
        reserve(1).thenAccept(reservation -> record(order, 1, reservation));
    awaitWaits(2);
    held.close();
    CompletableFuture.allOf(large, small).join();

    assertThat(order).containsExactly(10, 1);
  }

  private static void record(List<Integer> order, int units, DecodeMemory.Reservation held) {
    order.add(units);
    held.close();
  }

  @Test
  void shouldNotLetSmallImagesWait() throws RefusedImage {
    reserve(10).join();

    memory.reserve(DecodeMemory.UNCOUNTED_BYTES).close();

    assertThat(memory.used()).isEqualTo(memory.limit());
  }

  @Test
  void shouldEndWaitWhenInterruptedAndLetNextOneThrough() throws InterruptedException {
    DecodeMemory.Reservation held = reserve(5).join();
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread waiter =
        new Thread(
            () -> {
              try {
                memory.reserve(10 * UNIT);
              } catch (RefusedImage | RuntimeException e) {
                thrown.set(e);
              }
            });
    waiter.start();
    awaitWaits(1);
    CompletableFuture<DecodeMemory.Reservation> next = reserve(5);
    awaitWaits(2);
    waiter.interrupt();
    waiter.join();

    assertThat(thrown.get()).isInstanceOf(IllegalStateException.class);
    next.join().close();
    held.close();
    assertThat(memory.used()).isZero();
  }

  @Test
  void shouldRefuseImageThatCanNeverFitByItsHeader() {
    byte[] image = PngFile.bomb(9_000, 9_000);
    ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT, Set.of(), memory);

    Decoded.Refused refused = Fixtures.refusal(decoder.decode(image, Fixtures.STORED));

    assertThat(refused.reason()).isEqualTo(RefusalReason.TOO_LARGE_TO_DECODE);
    assertThat(refused.detail()).contains("PNG", "decode.memory", Long.toString(memory.limit()));
    assertThat(memory.mostUsed()).isZero();
  }

  @Test
  void shouldGiveMemoryBackWhateverBecomesOfImage() {
    byte[] image = PngFile.bomb(3_000, 3_000);
    ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT, Set.of(), memory);
    assertThat(decoder.decode(image, Fixtures.STORED)).isInstanceOf(Decoded.Pixels.class);
    image[image.length / 2] ^= 0x55;

    assertThat(decoder.decode(image, Fixtures.STORED)).isInstanceOf(Decoded.Refused.class);

    assertThat(memory.mostUsed()).isPositive();
    assertThat(memory.used()).isZero();
  }

  @Test
  void shouldRefuseLimitOfNothing() {
    assertThatThrownBy(() -> new DecodeMemory(0)).isInstanceOf(IllegalArgumentException.class);
  }
}
