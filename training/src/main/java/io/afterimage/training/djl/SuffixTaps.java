package io.afterimage.training.djl;

import io.afterimage.networks.backbone.LayerShape.Maps;
import io.afterimage.networks.backbone.Padding;
import io.afterimage.networks.backbone.Window;

/**
 * Which input pixel each tap of a sliding kernel meets at each output pixel.
 *
 * @param count of taps: the kernel's pixels
 * @param inputs pixels of one channel
 * @param outputs pixels of one channel
 * @param selection (count, inputs, outputs): 1 where the tap takes the input to the output,
 *     otherwise 0; taps that meet padding have no 1
 */
record SuffixTaps(int count, int inputs, int outputs, float[] selection) {

  /**
   * Of a window.
   *
   * @param maps before padding
   * @param window of the convolution
   * @param padder the window that says how much padding there is
   * @param outputs after the convolution
   */
  static SuffixTaps of(Maps maps, Window window, Window padder, Maps outputs) {
    int kernel = window.kernel();
    int in = maps.height() * maps.width();
    int out = outputs.height() * outputs.width();
    int top = before(maps.height(), padder);
    int left = before(maps.width(), padder);
    float[] selection = new float[kernel * kernel * in * out];
    for (int tap = 0; tap < kernel * kernel; tap++) {
      for (int pixel = 0; pixel < out; pixel++) {
        int y = pixel / outputs.width() * window.stride() + tap / kernel - top;
        int x = pixel % outputs.width() * window.stride() + tap % kernel - left;
        if (y >= 0 && y < maps.height() && x >= 0 && x < maps.width()) {
          selection[(tap * in + y * maps.width() + x) * out + pixel] = 1;
        }
      }
    }
    return new SuffixTaps(kernel * kernel, in, out, selection);
  }

  private static int before(int size, Window padder) {
    Padding.Amount amount = padder.padding().of(size, padder.kernel(), padder.stride());
    return amount.before();
  }
}
