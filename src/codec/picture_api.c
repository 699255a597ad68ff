#include "picture_api.h"

#include "base/shared_library.h"
#include "codec/picture.h"

#define TEXT_OF(x) #x
#define TEXT(x) TEXT_OF(x)

#ifdef HAVE_LIBJPEG

/* Versions of the interface, not of libjpeg-turbo: 6.2 is .62, 8 is .8. */
#if JPEG_LIB_VERSION >= 90
static const char JPEG_SONAME[] = "libjpeg.so.9";
#elif JPEG_LIB_VERSION >= 80
static const char JPEG_SONAME[] = "libjpeg.so.8";
#else
static const char JPEG_SONAME[] = "libjpeg.so.62";
#endif

enum err_code jpeg_api_load(struct jpeg_api *ret, struct err *why)
{
	static const struct shared_symbol symbols[] = {
		{"jpeg_std_error", offsetof(struct jpeg_api, std_error)},
		{"jpeg_CreateDecompress", offsetof(struct jpeg_api, create)},
		{"jpeg_mem_src", offsetof(struct jpeg_api, mem_src)},
		{"jpeg_read_header", offsetof(struct jpeg_api, read_header)},
		{"jpeg_start_decompress", offsetof(struct jpeg_api, start)},
		{"jpeg_read_scanlines", offsetof(struct jpeg_api, read_lines)},
		{"jpeg_destroy_decompress", offsetof(struct jpeg_api, destroy)},
	};
	if (shared_library_load(
		    JPEG_SONAME, symbols, sizeof symbols / sizeof *symbols, ret))
		return ERR_OK;
	return err_set(why, ERR_UNSUPPORTED,
		"%s is missing: install libjpeg62-turbo (Debian), libjpeg-turbo8 "
		"(Ubuntu) or libjpeg-turbo (others)",
		JPEG_SONAME);
}

enum err_code jpeg_api_there(struct err *why)
{
	struct jpeg_api api;
	return jpeg_api_load(&api, why);
}

#else

enum err_code jpeg_api_there(struct err *why)
{
	return err_set(why, ERR_UNSUPPORTED,
		"this linnet was built without libjpeg: install libjpeg-dev (or "
		"libjpeg-turbo-devel) and build again");
}

#endif

#ifdef HAVE_LIBPNG

/* The soname has the version's two parts twice: libpng16.so.16. */
#define PNG_ABI TEXT(PNG_LIBPNG_VER_SONUM)

enum err_code png_api_load(struct png_api *ret, struct err *why)
{
	static const struct shared_symbol symbols[] = {
		{"png_image_begin_read_from_memory", offsetof(struct png_api, begin)},
		{"png_image_finish_read", offsetof(struct png_api, finish)},
		{"png_image_free", offsetof(struct png_api, free)},
	};
	static const char soname[] = "libpng" PNG_ABI ".so." PNG_ABI;
	if (shared_library_load(soname, symbols, sizeof symbols / sizeof *symbols, ret))
		return ERR_OK;
	return err_set(why, ERR_UNSUPPORTED,
		"%s is missing: install libpng%s-%s (Debian, Ubuntu) or libpng "
		"(others)",
		soname, PNG_ABI, PNG_ABI);
}

enum err_code png_api_there(struct err *why)
{
	struct png_api api;
	return png_api_load(&api, why);
}

#else

enum err_code png_api_there(struct err *why)
{
	return err_set(why, ERR_UNSUPPORTED,
		"this linnet was built without libpng: install libpng-dev (or "
		"libpng-devel) and build again");
}

#endif

void picture_preload(void)
{
	(void)jpeg_api_there(NULL);
	(void)png_api_there(NULL);
}

const char *picture_libraries(struct str *buffer)
{
	struct err why = {0};
	str_append(buffer, jpeg_api_there(&why) == ERR_OK ? "JPEG" : why.msg);
	str_append(buffer, ", ");
	str_append(buffer, png_api_there(&why) == ERR_OK ? "PNG" : why.msg);
	return str_text(buffer);
}
