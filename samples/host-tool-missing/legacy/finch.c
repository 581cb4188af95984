#include <stdio.h>

int main(void) {
  puts("finch");
  return 0;
}
