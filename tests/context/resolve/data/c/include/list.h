#ifndef LIST_H
#define LIST_H
struct list { int size; struct list *next; };
void list_push(struct list *to, int value);
#define LIST_MAX 10
#endif
