/** What learns, in MXNet through DJL. The only package of this module that may import it. */
package io.afterimage.trainer.training.djl;
