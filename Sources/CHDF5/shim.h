#pragma once
#include <hdf5.h>

// Swift cannot import HDF5's type constants: they are macros that call functions.
static inline hid_t assay_h5t_native_double(void) { return H5T_NATIVE_DOUBLE; }
static inline hid_t assay_h5t_ieee_f64le(void) { return H5T_IEEE_F64LE; }
static inline hid_t assay_h5t_native_int64(void) { return H5T_NATIVE_INT64; }
static inline hid_t assay_h5t_std_i64le(void) { return H5T_STD_I64LE; }
static inline hid_t assay_h5t_c_s1(void) { return H5T_C_S1; }
static inline hid_t assay_h5p_file_create(void) { return H5P_FILE_CREATE; }
static inline hid_t assay_h5p_file_access(void) { return H5P_FILE_ACCESS; }
static inline hid_t assay_h5p_dataset_create(void) { return H5P_DATASET_CREATE; }
static inline hid_t assay_h5p_group_create(void) { return H5P_GROUP_CREATE; }
static inline hid_t assay_h5t_ieee_f32le(void) { return H5T_IEEE_F32LE; }
static inline hid_t assay_h5p_default(void) { return H5P_DEFAULT; }
static inline hid_t assay_h5s_all(void) { return H5S_ALL; }
static inline hid_t assay_h5e_default(void) { return H5E_DEFAULT; }
static inline unsigned assay_h5f_read_only(void) { return H5F_ACC_RDONLY; }
static inline unsigned assay_h5f_truncate(void) { return H5F_ACC_TRUNC; }
