package io.afterimage.training;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.models.ClassLimits;
import io.afterimage.models.ModelLimits;
import io.afterimage.training.dataset.DatasetException;
import org.junit.jupiter.api.Test;

class HeadRoomTest {

  private static final long GIBIBYTE = 1L << 30;

  private static final HeadRoom ROOM =
      new HeadRoom(new ModelLimits(ModelLimits.DEFAULT_MAX_BYTES, GIBIBYTE));

  /** MobileNetV2: 9 MB and 1,280 features. */
  private static final int BASE_BYTES = 9 << 20;

  @Test
  void shouldHaveRoomForTheMostClassesOnTheUsualBaseInAGibibyte() {
    HeadSpec most = new HeadSpec(1280, ClassLimits.MOST);

    assertThatCode(() -> ROOM.require(most, BASE_BYTES)).doesNotThrowAnyException();
  }

  /** VGG16's 25,088 features where they are not averaged: a gigabyte of weights. */
  @Test
  void shouldRefuseAModelThatWouldBeTooLargeToPublish() {
    HeadSpec large = new HeadSpec(25_088, ClassLimits.MOST);

    assertThatThrownBy(() -> ROOM.require(large, BASE_BYTES))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("a model of 10000 classes on 25088 features")
        .hasMessageContaining("model.max.bytes");
  }

  @Test
  void shouldRefuseAHeadThatTheHeapCannotTrain() {
    HeadRoom small = new HeadRoom(new ModelLimits(ModelLimits.DEFAULT_MAX_BYTES, GIBIBYTE / 2));

    assertThatThrownBy(() -> small.require(new HeadSpec(1280, ClassLimits.MOST), BASE_BYTES))
        .isInstanceOf(DatasetException.class)
        .hasMessageContainingAll("bytes of heap", "-Xmx", "fewer classes");
  }
}
