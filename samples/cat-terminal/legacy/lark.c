#include <stdio.h>

int main(void) {
  puts("lark");
  return 0;
}
