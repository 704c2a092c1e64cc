internal import CKernels

/// The instruction set that the dense kernels run with on this processor.
public enum KernelTarget {
  /// Its name, such as `x86-64-v4 (AVX-512)`.
  public static var name: String { String(cString: assay_kernel_target()) }
}
