/// One of the products of a layer, which a kernel takes by addresses that hold as long as a body runs.
protocol KernelProduct {
  /// The product as the kernels take it.
  associatedtype Kernel

  /// Calls a body with the product as the kernels take it.
  func withKernel(_ body: (Kernel) -> Void)
}

extension KernelProduct {
  /// Calls a body with some products as the kernels take them, in order.
  static func withKernels(of products: [Self], _ body: ([Kernel]) -> Void) {
    func add(_ product: Int, to kernels: [Kernel]) {
      guard product < products.count else { return body(kernels) }
      products[product].withKernel { add(product + 1, to: kernels + [$0]) }
    }
    add(0, to: [])
  }
}
