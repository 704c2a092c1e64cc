internal import CKernels

/// Products of matrices that are both computed, such as queries and keys.
struct MatrixProduct: Kernel {
  let rows: Int
  let inner: Int
  let columns: Int
  /// For each product which matrix it takes of the left and of the right operand.
  let blocks: [(left: Int32, right: Int32)]

  var work: Int { blocks.count * rows * inner * columns }

  func run(_ sources: [Source], into target: Target) throws(KernelRefusal) {
    for (block, places) in blocks.enumerated() {
      let left = sources[0] + Int(places.left) * rows * inner
      let right = sources[1] + Int(places.right) * inner * columns
      assay_single_product(rows, inner, columns, left, right, target + block * rows * columns)
    }
  }
}
