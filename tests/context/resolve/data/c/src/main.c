#include "../include/list.h"
#include <stdio.h>

static void own(void) {}

int main(void) {
  struct list items;
  //     ^ -> include/list.h: struct list [import]
  list_push(&items, LIST_MAX);
  // ^ -> include/list.h: void list_push [import]
  own();
  // ^ -> src/main.c: static void own [local]
  printf("x");
  // ^ -> nothing
}
