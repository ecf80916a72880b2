/** Pretrained bases: their layers as a table, shapes and parameter counts computed from it. */
package io.afterimage.networks.backbone;
