#include "list.h"

void list_push(struct list *to, int value) { to->size += value; }
//                                               ^ -> include/list.h: struct list [type]
