package main

import "fmt"

func main() { fmt.Println("page 1") }
