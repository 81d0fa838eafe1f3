#include "color.h"

// A mask of 1 where the field has this value, where the field lies.
DEVICE void mark_value(View& out, const View& field, int value) {
    RESIZE(out, field.h, field.w);
    MOVE(out, field.y, field.x);
    FOR_LANES(k, field.size()) out.p[k] = field.p[k] == value;
}
